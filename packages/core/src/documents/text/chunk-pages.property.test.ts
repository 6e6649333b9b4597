import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical-text.ts';
import { chunkPages, type Chunk } from './chunk-pages.ts';
import { findQuote } from './find-quote.ts';
import type { PageText } from './page-text.ts';

const word = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-z]{1,9}$/) },
  { weight: 3, arbitrary: fc.stringMatching(/^[A-Z][a-z]{1,8}$/) },
  fc.constantFrom('3.14', 'e.g.', 'Fig.', 'x-axis', '“so”', '1990–95', 'ﬁne', 'naïve', 'مياه', '水', 'soft\u00ADware', '(b)', '2.3', '•'),
);
const line = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 14 }), fc.constantFrom('', '.', '?', ':', '-', ';', ',', '\u00AD'), fc.boolean())
  .map(([words, end, hasCells]) => words.join(hasCells ? '\t' : ' ') + end);
const odd = fc.string({ unit: 'binary', maxLength: 40 });
const pages = fc
  .array(fc.array(fc.oneof({ weight: 9, arbitrary: line }, odd, fc.constant('')), { maxLength: 25 }), { maxLength: 4 })
  .map((texts) => texts.map((lines, i): PageText => ({ page: i + 1, text: lines.join('\n').toWellFormed() })));
const limits = fc.constantFrom({ targetTokens: 220, maxTokens: 320 }, { targetTokens: 30, maxTokens: 40 });

async function forAnyPages(check: (chunks: Chunk[], pages: PageText[], maxTokens: number) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(pages, limits, async (input, options) => check(await chunkPages(input, options), input, options.maxTokens)),
    { numRuns: 300 },
  );
}

describe('whatever the pages', () => {
  it('no text is lost, doubled or moved', async () => {
    await forAnyPages((chunks, input) => {
      expect(lettersOf(chunks.map(({ text }) => text))).toBe(lettersOf(input.map(({ text }) => text)));
    });
  });

  it('no passage is longer than allowed', async () => {
    await forAnyPages((chunks, _, maxTokens) => {
      for (const chunk of chunks) expect(chunk.tokens).toBeLessThanOrEqual(maxTokens);
    });
  });

  it('passages and their sentences are numbered in the order of the pages', async () => {
    await forAnyPages((chunks) => {
      expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_, i) => i));
      const places = chunks.flatMap(({ sentences }) => sentences.flatMap(({ page, pageTo }) => [page, pageTo]));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      for (const { pageFrom, pageTo, sentences } of chunks) {
        expect([pageFrom, pageTo]).toEqual([sentences[0]?.page, sentences.at(-1)?.pageTo]);
      }
    });
  });

  it('every sentence that is said to be on a page is found there', async () => {
    await forAnyPages((chunks, input) => {
      for (const { text, page, pageTo } of chunks.flatMap(({ sentences }) => sentences)) {
        const isOnOnePage = page === pageTo && lettersOf([text]) !== '';
        if (isOnOnePage) expect(findQuote(input[page - 1]?.text ?? '', text), text).toBeDefined();
      }
    });
  });
});

/** Hyphens are left out: those inside words may be mended. */
function lettersOf(texts: readonly string[]): string {
  return texts.map((text) => canonicalText(text).text.replaceAll('-', '')).join('');
}
