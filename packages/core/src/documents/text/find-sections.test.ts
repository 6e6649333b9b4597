import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bookmarks } from './bookmark-headings.ts';
import { chunkPages } from './chunk-pages.ts';
import { findSections } from './find-sections.ts';

/** Running text of so many words, with sentences of its own. */
function prose(words: number, seed = ''): string {
  const sentences = Array.from(
    { length: Math.ceil(words / 10) },
    (_, at) => `The ${seed} water of place ${at} rises slowly into the warm air.`,
  );
  return sentences.join('\n');
}

async function sectionsOf(texts: readonly string[], bookmarks: Bookmarks = []) {
  const chunks = await chunkPages(
    texts.map((text, at) => ({ page: at + 1, text })),
    { bookmarks, language: 'en' },
  );
  return { chunks, sections: findSections(chunks, bookmarks) };
}

/** `1: Title 2-3` for each section. */
function outlined(sections: ReturnType<typeof findSections>): string[] {
  return sections.map(({ depth, title, pageFrom, pageTo }) => `${depth}: ${title} ${pageFrom}-${pageTo}`);
}

describe('sections', () => {
  it('have the depth of their bookmarks, and the pages and passages of what stands under them', async () => {
    const pages = [
      `Rivers\n\n${prose(120, 'river')}`,
      `Springs\n\n${prose(120, 'spring')}`,
      `Deltas\n\n${prose(120, 'delta')}`,
      `Seas\n\n${prose(120, 'sea')}`,
    ];
    const bookmarks = [
      { title: '1 Rivers', depth: 0, page: 1 },
      { title: '1.1 Springs', depth: 1, page: 2 },
      { title: '1.2 Deltas', depth: 1, page: 3 },
      { title: '2 Seas', depth: 0, page: 4 },
    ];
    const { chunks, sections } = await sectionsOf(pages, bookmarks);
    expect(outlined(sections)).toEqual(['0: 1 Rivers 1-3', '1: 1.1 Springs 2-2', '1: 1.2 Deltas 3-3', '0: 2 Seas 4-4']);
    const [rivers, springs, deltas, seas] = sections;
    expect([rivers?.chunkFrom, springs?.chunkFrom]).toEqual([0, chunks.find(({ text }) => text.startsWith('Springs'))?.ordinal]);
    expect(rivers?.chunkTo).toBe(deltas?.chunkTo);
    expect(seas?.chunkTo).toBe(chunks.length - 1);
  });

  it('have the depth of their numbers where there are no bookmarks', async () => {
    const { sections } = await sectionsOf([
      `Chapter 1\n\n${prose(120)}\n\n1 Rivers\n\n${prose(120)}\n\n2 Seas\n\n${prose(120)}`,
      `Chapter 2\n\n${prose(120)}`,
    ]);
    expect(outlined(sections)).toEqual(['0: Chapter 1 1-1', '1: 1 Rivers 1-1', '1: 2 Seas 1-1', '0: Chapter 2 2-2']);
  });

  it('are ranges of pages where there are no headings', async () => {
    const { chunks, sections } = await sectionsOf(Array.from({ length: 25 }, (_, at) => prose(100, `${at}`)));
    expect(outlined(sections)).toEqual(['0: Pages 1–10 1-10', '0: Pages 11–20 11-20', '0: Pages 21–25 21-25']);
    expect(sections[0]?.chunkFrom).toBe(0);
    expect(sections.at(-1)?.chunkTo).toBe(chunks.length - 1);
    expect(outlined((await sectionsOf([prose(20)])).sections)).toEqual(['0: Page 1 1-1']);
    expect(findSections([])).toEqual([]);
  });

  it('leave out tables of contents and lists of sources, and join what is too small to be summed up', async () => {
    const pages = [
      'Contents\n\n1 Rivers . . . . . . . . . . 2\n2 Seas . . . . . . . . . . 3',
      `1 Rivers\n\n${prose(120)}\n\nTry it\n\nDraw a river.`,
      `2 Seas\n\n${prose(120)}`,
      `References\n\n${prose(200)}`,
    ];
    const bookmarks = ['Contents', '1 Rivers', '2 Seas', 'References'].map((title, at) => ({ title, depth: 0, page: at + 1 }));
    expect(outlined((await sectionsOf(pages, bookmarks)).sections)).toEqual(['0: 1 Rivers 2-2', '0: 2 Seas 3-3']);
  });

  it('of many papers are one for each, or for several, although each has its sources', async () => {
    const papers = (count: number): string[] =>
      Array.from({ length: count }, (_, at) => [`Chapter ${at + 1}\n\n${prose(200)}`, `References\n\n${prose(100)}`]).flat();
    const few = (await sectionsOf(papers(20))).sections;
    expect(outlined(few).slice(0, 2)).toEqual(['0: Chapter 1 1-2', '0: Chapter 2 3-4']);
    expect(few).toHaveLength(20);
    const many = (await sectionsOf(papers(150))).sections;
    expect(many).toHaveLength(80);
    expect(many.some(({ title }) => title.includes('References'))).toBe(false);
    expect(many.at(-1)?.pageTo).toBe(300);
  });

  it('begin with the pages before the first heading, if there is a text on them', async () => {
    const { sections } = await sectionsOf([prose(200, 'front'), prose(200, 'front'), `1 Rivers\n\n${prose(120)}`]);
    expect(outlined(sections)).toEqual(['0: Pages 1–2 1-2', '0: 1 Rivers 3-3']);
  });

  it('have the title of a bookmark whose heading is no text', async () => {
    const pages = [prose(150, 'a'), prose(150, 'b'), prose(150, 'c')];
    const bookmarks = [
      { title: 'Rivers\u0000 ', depth: 0, page: 1 },
      { title: 'Seas', depth: 0, page: 3 },
      { title: 'Nowhere', depth: 0, page: undefined },
    ];
    expect(outlined((await sectionsOf(pages, bookmarks)).sections)).toEqual(['0: Rivers 1-2', '0: Seas 3-3']);
  });

  it('are at most 80, however many headings a book has, and name the chapters that had to be joined', async () => {
    const pages = Array.from({ length: 300 }, (_, at) => `Chapter ${at + 1}\n\n${prose(120 + 10 * (at % 5))}`);
    const { sections } = await sectionsOf(pages);
    expect(sections).toHaveLength(80);
    const named = sections.map(({ title }) => title.split(' – ').map((chapter) => Number(chapter.replace('Chapter ', ''))));
    let next = 1;
    for (const [first, last] of named) {
      expect(first).toBe(next);
      next = (last ?? first ?? 0) + 1;
    }
    expect(next).toBe(301);
  });

  it('of a long book keep its chapters before the parts of chapters', async () => {
    const pages = Array.from({ length: 40 }, (_, at) => [
      `Chapter ${at + 1}\n\n${prose(120)}`,
      `1 First\n\n${prose(250)}`,
      `2 Second\n\n${prose(250)}`,
    ]).flat();
    const { sections } = await sectionsOf(pages);
    expect(sections.length).toBeLessThanOrEqual(80);
    expect(sections.filter(({ depth }) => depth === 0)).toHaveLength(40);
  });
});

it('whatever headings and bookmarks a document has, its sections are few, in order, and within it', async () => {
  const line = fc.oneof(
    fc.constantFrom('Chapter 1', 'Chapter 2', '1 Rivers', '1.1 Springs', '2 Seas', 'References', 'Contents', 'Rivers ..... 2'),
    fc.integer({ min: 1, max: 150 }).map((words) => prose(words)),
  );
  const bookmark = fc.record({
    title: fc.oneof(fc.constantFrom('Rivers', 'Seas', '', 'Index'), fc.string({ unit: 'binary', maxLength: 300 })),
    depth: fc.nat(5),
    page: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { maxLength: 5 }), { maxLength: 15 }),
      fc.array(bookmark, { maxLength: 20 }),
      async (pages, bookmarks) => {
        const { chunks, sections } = await sectionsOf(
          pages.map((lines) => lines.join('\n\n')),
          bookmarks,
        );
        expect(sections.length).toBeLessThanOrEqual(15);
        expect(sections.length > 0).toBe(chunks.length > 0);
        for (const [at, section] of sections.entries()) {
          const before = sections[at - 1];
          expect(section.chunkFrom).toBeGreaterThanOrEqual(before?.chunkFrom ?? 0);
          expect(section.chunkTo).toBeGreaterThanOrEqual(section.chunkFrom);
          expect(section.chunkTo).toBeLessThan(chunks.length);
          expect(section.pageFrom).toBeGreaterThanOrEqual(before?.pageFrom ?? 1);
          expect(section.pageTo).toBeGreaterThanOrEqual(section.pageFrom);
          expect(section.pageTo).toBeLessThanOrEqual(pages.length);
          expect(section.depth).toBeLessThanOrEqual((before?.depth ?? -1) + 1);
          expect(section.title).toMatch(/^\P{Cc}{1,200}$/u);
        }
      },
    ),
    { numRuns: 60 },
  );
});
