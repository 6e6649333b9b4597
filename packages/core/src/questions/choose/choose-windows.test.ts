import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWindows } from './choose-windows.ts';
import type { Passage } from './find-passages.ts';
import { unitVector } from './unit-vectors.ts';
import { passagesPerCall, passageTokensPerCall } from './windows.ts';

const heading = (at: number) => `Part ${Math.floor(at / 5)}`;
const sentence = (at: number) => `Term${at} is the name of what number${at} does in the water cycle. It matters for the whole of it.`;

function passage(at: number, over: Partial<Passage> = {}): Passage {
  const vector = unitVector([1, Math.sin(at), Math.cos(at)]);
  return { id: `p${at}`, documentId: 'd0', ordinal: at, heading: heading(at), text: sentence(at), tokens: 200, vector, ...over };
}

const passages = (count: number) => Array.from({ length: count }, (_, at) => passage(at));
const idsOf = (windows: readonly (readonly Passage[])[]) => windows.flatMap((window) => window.map(({ id }) => id));
const placesOf = (windows: readonly (readonly Passage[])[]) => windows.flatMap((window) => window.map(({ ordinal }) => ordinal));

describe('of a chapter', () => {
  it('every passage that says something is given to one of the calls', () => {
    const windows = chooseWindows({ passages: passages(40), topics: [], outline: [], calls: 7 });
    expect(idsOf(windows.slice(0, 7))).toEqual(idsOf([passages(40)]));
  });

  it('exercises are not', () => {
    const exercise = passage(7, { text: 'Exercises\n1. Explain why it rains.\n2. What is a cloud?' });
    const windows = chooseWindows({ passages: passages(20).with(7, exercise), topics: [], outline: [], calls: 3 });
    expect(placesOf(windows)).not.toContain(7);
    expect(new Set(placesOf(windows.slice(0, 3))).size).toBe(19);
  });

  it('later rounds see the same passages in other company', () => {
    const windows = chooseWindows({ passages: passages(40), topics: [], outline: [], calls: 7 });
    const first = windows.slice(0, 7).map((window) => idsOf([window]).join());
    expect(windows.length).toBeGreaterThan(7);
    for (const window of windows.slice(7)) expect(first).not.toContain(idsOf([window]).join());
  });
});

it('of a few passages every call gets enough for distractors', () => {
  const windows = chooseWindows({ passages: passages(5), topics: [], outline: [], calls: 4 });
  for (const window of windows.slice(0, 4)) expect(window.length).toBeGreaterThanOrEqual(passagesPerCall.min);
  expect(new Set(idsOf(windows)).size).toBe(5);
});

describe('of a book', () => {
  it('the windows are spread over the whole', () => {
    const windows = chooseWindows({ passages: passages(400), topics: [], outline: [], calls: 10 }).slice(0, 10);
    for (const [at, window] of windows.entries()) {
      for (const { ordinal } of window) expect(Math.abs(ordinal - (at + 0.5) * 40)).toBeLessThan(60);
    }
  });

  it('of passages that say the same one is taken', () => {
    const pairVector = (pair: number) => unitVector(Array.from({ length: 32 }, (_, at) => Math.sin((pair + 1) * (at + 1) * 7.3)));
    const pairOf = (ordinal: number) => Math.floor(ordinal / 2);
    const twins = passages(400).map((one) => ({ ...one, vector: pairVector(pairOf(one.ordinal)) }));
    const chosen = placesOf(chooseWindows({ passages: twins, topics: [], outline: [], calls: 10 }).slice(0, 10));
    expect(new Set(chosen.map(pairOf)).size).toBe(chosen.length);
  });
});

describe('topics', () => {
  const words = { 3: 'Glaciers', 150: 'Glaciers', 151: 'glacier', 300: 'Rain gauges', 301: 'rain gauge' } as const;
  const about = passages(400).map((one) => {
    const word = Object.entries(words).find(([at]) => one.ordinal === Number(at))?.[1];
    return word ? { ...one, text: `${word}: ${one.text}` } : one;
  });
  const choose = (names: readonly string[], vectors: (Float32Array | undefined)[] = []) =>
    chooseWindows({ passages: about, topics: names.map((name, at) => ({ name, vector: vectors[at] })), outline: [], calls: 4 });

  it('are respected, each with its share', () => {
    expect(new Set(placesOf(choose(['glacier', 'rain gauges'])))).toEqual(new Set([3, 150, 151, 300, 301]));
    const everywhere = placesOf(choose(['water cycle', 'glaciers']).slice(0, 4));
    expect(everywhere.length).toBeGreaterThan(20);
    expect(everywhere).toEqual(expect.arrayContaining([3, 150, 151]));
  });

  it('are found by what they mean where the text has other words', () => {
    const far = unitVector([1, 0, 0, 0]);
    const near = unitVector([0, 0.3, 1, 0]);
    const meant = about.map((one) => ({ ...one, vector: one.ordinal === 77 ? near : far }));
    const topics = [{ name: 'precipitation', vector: unitVector([0, 0, 1, 0]) }];
    expect(new Set(placesOf(chooseWindows({ passages: meant, topics, outline: [], calls: 4 })))).toEqual(new Set([77]));
  });

  it('that are nowhere leave the choice to the whole document', () => {
    expect(placesOf(choose(['photosynthesis'])).length).toBeGreaterThan(30);
  });

  it('may hold any signs', () => {
    expect(placesOf(choose(['C++ (100%)', '.*', '\\']))).toHaveLength(placesOf(choose([])).length);
  });
});

it('windows are what the calls can use, whatever the documents are like', () => {
  const course = fc.record({
    documents: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
    calls: fc.integer({ min: 1, max: 20 }),
    tokens: fc.integer({ min: 20, max: 320 }),
    idle: fc.integer({ min: 2, max: 9 }),
  });
  fc.assert(
    fc.property(course, ({ documents, calls, tokens, idle }) => {
      const pool = documents.flatMap((count, document) =>
        Array.from({ length: count }, (_, at) =>
          passage(at, {
            id: `${document}:${at}`,
            documentId: `d${document}`,
            tokens,
            ...(at % idle === 1 && { text: 'Exercises\n1. Explain why it rains.' }),
            ...(at % 7 === 0 && { vector: undefined }),
          }),
        ),
      );
      const windows = chooseWindows({ passages: pool, topics: [], outline: [], calls });
      const first = windows.slice(0, calls);
      const known = new Set(pool.map(({ id }) => id));
      for (const window of windows) {
        expect(window.length).toBeGreaterThan(0);
        expect(window.length).toBeLessThanOrEqual(passagesPerCall.most);
        expect(new Set(idsOf([window])).size).toBe(window.length);
        expect(window.every(({ id }) => known.has(id))).toBe(true);
        expect(window.reduce((sum, one) => sum + one.tokens, 0)).toBeLessThanOrEqual(passageTokensPerCall);
      }
      const used = idsOf(first);
      const informative = pool.filter(({ text }) => !text.startsWith('Exercises')).length;
      if (new Set(used).size < used.length) expect(new Set(used).size).toBeGreaterThanOrEqual(informative);
      if (documents.length <= calls * passagesPerCall.usual) {
        expect(new Set(first.flat().map(({ documentId }) => documentId)).size).toBe(documents.length);
      }
    }),
    { numRuns: 60 },
  );
});
