import { describe, expect, it } from 'vitest';
import { createSentenceSplitter } from './split-sentences.ts';

function sentences(text: string, locale = 'en'): string[] {
  return createSentenceSplitter(locale)(text).map(({ start, end }) => text.slice(start, end));
}

describe('sentences', () => {
  it('end at points, question and exclamation marks', () => {
    expect(sentences('It rains. Does it? Yes!  Look.')).toEqual(['It rains.', 'Does it?', 'Yes!', 'Look.']);
  });

  it.each([
    'See Fig. 3 for the cycle.',
    'Some liquids, e.g. Alcohol, evaporate faster.',
    'Dr. Smith measured it.',
    'J. K. Rowling was not there.',
    'The U.S. Navy sailed by.',
    'It rained 3.5 mm on p. 12 of the diary.',
    'Das gilt z.B. Anfang Mai.',
    '3. Peel the potatoes.',
    'He said "Stop." and left.',
  ])('go on in %j', (sentence) => {
    expect(sentences(sentence)).toEqual([sentence]);
  });

  it('end after words that only sometimes abbreviate', () => {
    expect(sentences('He said no. Then he left. It was modern art. We left.')).toHaveLength(4);
  });

  it('are found in scripts with other marks', () => {
    expect(sentences('水蒸発する。雲ができる。', 'ja')).toEqual(['水蒸発する。', '雲ができる。']);
    expect(sentences('هل تمطر؟ نعم.', 'ar')).toEqual(['هل تمطر؟', 'نعم.']);
  });
});
