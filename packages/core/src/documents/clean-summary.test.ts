import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanWrittenSummary, fitSummary } from './clean-summary.ts';

const text = 'Loops repeat statements. The len() function and snake_case names are used in C++. Im Wasser lebt die Ameise. 水は上がる。';

function shown(summary: string, ...terms: string[]) {
  return fitSummary(cleanWrittenSummary({ section: 's1', summary, terms }), text);
}

it('terms stand in the text, each once, in singular or plural', () => {
  const terms = ['Loop', 'loops', 'recursion', 'len()', 'snake_case', 'C++', 'op', 'Ameise', '水', '', '()'];
  expect(shown('', ...terms).terms).toEqual(['Loop', 'len()', 'snake_case', 'C++', 'Ameise', '水']);
});

it('there are at most eight terms', () => {
  expect(shown('', ...text.split(/[\s.]+/u)).terms).toHaveLength(8);
});

it('a summary is at most 600 characters of whole sentences, on one line, without what nobody sees', () => {
  const long = shown('Water\u0000 rises\nfrom the sea. '.repeat(60)).summary ?? '';
  expect(long.length).toBeLessThanOrEqual(600);
  expect(long).toMatch(/^Water rises from the sea\. .*Water rises from the sea\.$/u);
  expect(shown(' \u0000\n').summary).toBeNull();
  expect(shown('a'.repeat(2_000)).summary).toHaveLength(600);
});

it('whatever a model writes can be stored', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (summary) => {
      const { summary: kept } = shown(summary);
      expect(kept ?? '').not.toMatch(/\p{Cc}/u);
      expect((kept ?? '').isWellFormed()).toBe(true);
    }),
  );
});
