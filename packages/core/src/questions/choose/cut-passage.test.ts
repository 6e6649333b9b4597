import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTokens } from '../../documents/text/count-tokens.ts';
import { cutAtSentenceEnd } from './cut-passage.ts';

const text = 'Water rises from the sea. It cools, e.g. over mountains, and forms clouds.\n\nThen it falls as rain.\n• Rivers\n• Lakes';

it.each([
  [100, text],
  [22, 'Water rises from the sea. It cools, e.g. over mountains, and forms clouds.'],
  [10, 'Water rises from the sea.'],
  [1, 'Water rises from the sea.'],
])('a passage cut to %i tokens ends with a sentence', (tokens, cut) => {
  expect(cutAtSentenceEnd(text, tokens)).toBe(cut);
});

it('what is cut is the beginning of the passage, and no longer than allowed unless it is a single sentence', () => {
  const sentences = fc.array(fc.constantFrom('Rain falls.', 'Why?', 'Über den Wolken ist es kalt.', '雨が降る。', 'no end', '\n\n'), {
    minLength: 1,
  });
  fc.assert(
    fc.property(sentences, fc.integer({ min: 1, max: 60 }), (parts, tokens) => {
      const whole = parts.join(' ');
      const cut = cutAtSentenceEnd(whole, tokens);
      expect(whole.startsWith(cut)).toBe(true);
      if (countTokens(cut) > tokens) expect(cutAtSentenceEnd(cut, tokens)).toBe(cut);
    }),
  );
});
