import { describe, expect, it } from 'vitest';
import { chunkPages, type Chunk, type ChunkOptions } from './chunk-pages.ts';

/** About 20 tokens each. */
const SENTENCES = [
  'Water evaporates from the sea when the sun warms its surface, and the vapour rises with the warm air.',
  'High above the ground the air is cold, so that the vapour condenses into very many tiny drops of water.',
  'What we see as a cloud in the sky is nothing but a great number of these drops floating close together.',
  'When the drops have grown heavy enough they fall, and it depends on the air below whether it rains or snows.',
];

function prose(sentences: number, from = 0): string {
  return Array.from({ length: sentences }, (_, i) => SENTENCES[(from + i) % SENTENCES.length]).join(' ');
}

/** Broken into lines of at most 80 characters, as on a page. */
function wrap(text: string): string {
  return text.replace(/(.{1,80})(?: |$)/g, '$1\n').trimEnd();
}

async function chunk(texts: string | string[], options?: ChunkOptions): Promise<Chunk[]> {
  return chunkPages(
    [texts].flat().map((text, i) => ({ page: i + 1, text })),
    { language: 'en', ...options },
  );
}

async function textsOf(texts: string | string[], options?: ChunkOptions): Promise<string[]> {
  return (await chunk(texts, options)).map(({ text }) => text);
}

describe('lines become text again', () => {
  it('within a paragraph and over a page’s border', async () => {
    const [first] = await chunk([
      'The water of the sea evaporates when the sun\nwarms it, and the warm air',
      'carries the vapour to great heights.\nThere it condenses.',
    ]);
    expect(first?.text).toBe(
      'The water of the sea evaporates when the sun warms it, and the warm air carries the vapour to great heights. There it condenses.',
    );
    expect(first?.sentences.map(({ page, pageTo }) => [page, pageTo])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('with words mended that were hyphenated, and compounds left whole', async () => {
    const text =
      'Groundwater comes from rain. An all-\npurpose well gives ground-\nwater for every purpose, and all use it; the pre-\nferred one is deep.';
    expect(await textsOf(text)).toEqual([
      'Groundwater comes from rain. An all-purpose well gives groundwater for every purpose, and all use it; the preferred one is deep.',
    ]);
  });

  it('while code, tables and list items stay on lines of their own', async () => {
    const text = [
      wrap(`${SENTENCES[0]} Three cities compared:`),
      'Place\tRain\tMonth',
      'Bergen\t2250\tDecember',
      'Cairo\t25\tJanuary',
      'Water is stored:',
      '• in the sea',
      '• in glaciers, which have',
      'melted since',
      'for place in places:',
      'print(place)',
    ].join('\n');
    const [only] = await textsOf(text);
    expect(only).toContain('Place\tRain\tMonth\nBergen\t2250\tDecember\nCairo\t25\tJanuary');
    expect(only).toContain('Water is stored:\n• in the sea\n• in glaciers, which have melted since');
    expect(only).toContain('for place in places:\nprint(place)');
  });

  it('without spaces where the script has none', async () => {
    expect(
      await textsOf('太陽が海の表面を暖めると、水は海から蒸発し、暖かい空気が\n水蒸気を高いところへ運ぶ。', { language: 'ja' }),
    ).toEqual(['太陽が海の表面を暖めると、水は海から蒸発し、暖かい空気が水蒸気を高いところへ運ぶ。']);
  });
});

describe('passages', () => {
  it('begin at headings and carry them', async () => {
    const text = `Evaporation\n${wrap(prose(8))}\nClouds and Rain\n${wrap(prose(8, 1))}`;
    const chunks = await chunk(text);
    expect(chunks.map(({ heading }) => heading)).toEqual(['Evaporation', 'Clouds and Rain']);
    expect(chunks.map((passage) => passage.text.split('\n')[0])).toEqual(['Evaporation', 'Clouds and Rain']);
  });

  it('that begin inside a section stand under its heading', async () => {
    const chunks = await chunk(`Evaporation\n${wrap(prose(30))}`);
    expect(chunks.length).toBeGreaterThan(1);
    expect(new Set(chunks.map(({ heading }) => heading))).toEqual(new Set(['Evaporation']));
  });

  it('take several small sections rather than being tiny', async () => {
    const text = ['Sea', 'Ice', 'Rivers', 'Wells'].map((title, i) => `2.${i + 1} ${title}\n${wrap(prose(2, i))}`).join('\n');
    const chunks = await chunk(text);
    expect(chunks.length).toBeLessThan(4);
    expect(Math.min(...chunks.map(({ tokens }) => tokens))).toBeGreaterThan(80);
  });

  it('do not run over into the next chapter', async () => {
    const chapter = (number: number): string => `Chapter ${number}\n${wrap(prose(5, number))}`;
    const chunks = await chunk([chapter(1), chapter(2), chapter(3)]);
    expect(chunks.map(({ heading }) => heading)).toEqual(['Chapter 1', 'Chapter 2', 'Chapter 3']);
  });

  it('keep a list with its lead-in', async () => {
    const text = `${wrap(prose(11))}\nWater is stored in many places, of which these are the most important ones:\n• in the sea\n• in glaciers\n• in the ground\n${wrap(prose(9))}`;
    const chunks = await textsOf(text);
    expect(chunks.find((passage) => passage.includes('most important ones:'))).toContain('• in the sea');
  });

  it('are at most as long as allowed, even without a single full stop', async () => {
    const chunks = await chunk(Array.from({ length: 5_000 }, (_, i) => `word${i}`).join(' '));
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(320);
  });

  it('repeat the sentence before if asked to, but not over a heading', async () => {
    const chunks = await chunk(`Evaporation\n${wrap(prose(30))}\nClouds\n${wrap(prose(12))}`, { overlapSentences: 1 });
    const starts = chunks.map((passage) => passage.sentences[0]?.text);
    expect(starts[1]).toBe(chunks[0]?.sentences.at(-1)?.text);
    expect(starts.filter((start) => start === 'Clouds')).toHaveLength(1);
  });

  it('come from the file’s bookmarks where these name lines', async () => {
    const pages = [`where the water goes\n${wrap(prose(7))}`, `what comes\nback again\n${wrap(prose(7))}`];
    const bookmarks = [
      { title: 'Where the water goes', depth: 0, page: 1 },
      { title: '2 What comes back again', depth: 0, page: 2 },
      { title: 'Of another file', depth: 0, page: undefined },
    ];
    expect((await chunk(pages, { bookmarks })).map(({ heading }) => heading)).toEqual(['where the water goes', 'what comes back again']);
  });
});

describe('text that was made to take long', () => {
  const megabyte = 1_000_000;
  it.each([
    ['one word', 'a'.repeat(megabyte)],
    ['hyphens', 'a-'.repeat(megabyte / 2)],
    ['hyphenated lines', 'exam-\n'.repeat(megabyte / 6)],
    ['abbreviations', 'E.g. '.repeat(megabyte / 5)],
    ['keywords', 'for in '.repeat(megabyte / 7)],
    ['punctuation', '#.'.repeat(megabyte / 2)],
    ['spaces', `a${' '.repeat(megabyte)}b`],
    ['tabs', 'a\t'.repeat(megabyte / 2)],
    ['titles', 'Title\n'.repeat(megabyte / 6)],
    ['soft hyphens', 'a\u00AD '.repeat(megabyte / 3)],
  ])('is cut all the same: %s', async (_, text) => {
    const chunks = await chunk(text);
    expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(320);
  });
});

it('there are none in pages without text', async () => {
  expect(await chunk(['', ' \n \n'])).toEqual([]);
});

it('a cancelled document stops being cut', async () => {
  const pages = Array.from({ length: 2_000 }, () => wrap(prose(20)));
  await expect(chunk(pages, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
});
