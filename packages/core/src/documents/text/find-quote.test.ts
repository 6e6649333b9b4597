import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findQuote } from './find-quote.ts';

function quoted(page: string, quote: string): string | undefined {
  const match = findQuote(page, quote);
  return match && page.slice(match.start, match.end);
}

describe('a quote is found on its page', () => {
  it.each([
    ['across a line end', 'Rain falls\non the roof.', 'falls on the', 'falls\non the'],
    ['with a word hyphenated at the line end', 'for exam-\nple rain', 'for example rain', 'for exam-\nple rain'],
    ['with that hyphen left in', 'for exam-\nple rain', 'for exam-ple rain', 'for exam-\nple rain'],
    ['with a compound hyphenated at the line end', 'an all-\npurpose tool', 'an all-purpose tool', 'an all-\npurpose tool'],
    ['with soft hyphens', 'evapo\u00ADration', 'evaporation', 'evapo\u00ADration'],
    ['with ligatures', 'the ﬁrst eﬀect', 'the first effect', 'the ﬁrst eﬀect'],
    ['with typographic quotes and dashes', '“Stop”—he said, it’s', '"Stop"-he said, it\'s', '“Stop”—he said, it’s'],
    ['with no-break spaces and tabs', 'Bergen\t2\u00A0250 mm', 'Bergen 2 250 mm', 'Bergen\t2\u00A0250 mm'],
    ['with an accent as a mark of its own', 'cafe\u0301 noir', 'café noir', 'cafe\u0301 noir'],
    ['with bullets left out', '• sea\n• ice', 'sea ice', 'sea\n• ice'],
    ['with lines of a script without spaces', '水は海から\n蒸発する。', '海から蒸発する', '海から\n蒸発する'],
    ['with a dash at its end', 'a line with-\nout end', 'a line with-', 'a line with'],
  ])('%s', (_, page, quote, original) => {
    expect(quoted(page, quote)).toBe(original);
  });

  it('between words rather than inside one', () => {
    expect(findQuote('she ran, he ran', 'he ran')).toEqual({ start: 9, end: 15 });
  });

  it('inside a word only if there is no other place', () => {
    expect(findQuote('evaporation', 'vapor')).toEqual({ start: 1, end: 6 });
  });
});

describe('a quote is not found', () => {
  it.each([
    ['when a letter differs', 'warm air rises', 'warm air raises'],
    ['when a number differs', 'in 1906', 'in 1960'],
    ['when the case differs', 'the Nile', 'the nile'],
    ['when a sign between numbers is missing', 'pages 3-4', 'pages 34'],
    ['when it is empty', 'anything', ' \n '],
    ['when words are left out', 'warm air slowly rises', 'warm air rises'],
  ])('%s', (_, page, quote) => {
    expect(findQuote(page, quote)).toBeUndefined();
  });
});

describe('whatever the text', () => {
  const word = fc.stringMatching(/^[a-zäéß]{2,9}$/u);
  const words = fc.array(word, { minLength: 1, maxLength: 12 });

  it('any stretch of words is found, however the page breaks them', () => {
    const breaks = fc.array(fc.constantFrom(' ', '\n', ' \n', '\t', '\u00A0', '\u00AD\n '), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(words, words, words, breaks, (before, quote, after, gaps) => {
        const page = [...before, ...quote, ...after].map((part, i) => part + gaps[i % gaps.length]).join('');
        expect(findQuote(page, quote.join(' '))).toBeDefined();
      }),
    );
  });

  it('what is found is the quote, letter by letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(59), fc.nat(20), (page, start, length) => {
        const quote = page.slice(start, start + length).toWellFormed();
        const found = quoted(page, quote);
        if (found !== undefined) expect(findQuote(found, quote)).toBeDefined();
      }),
    );
  });
});
