import fc from 'fast-check';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askSkill } from '../../fixtures/ask-skill.ts';
import { type PromptParts, writePrompt } from '../../fixtures/prompt.ts';
import { cellText, energyText, germanText, injectionText, loopText } from '../../fixtures/texts.ts';
import { type LocalModel, startLocalModel } from '../../index.ts';
import { type Item, ItemSchema } from './item.ts';

let model: LocalModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => model.close());

const Answer = z.strictObject({ items: z.array(ItemSchema.strict()) });
const all = { p1: cellText, p2: energyText, p3: loopText };

async function ask(texts: Readonly<Record<string, string>>, parts: PromptParts = {}): Promise<Item[]> {
  return Answer.parse(await askSkill(client, 'write_questions', writePrompt(texts, parts))).items;
}

const oneLine = (text: string) => text.replaceAll(/\s+/gu, ' ').toLowerCase();
const many: PromptParts = {
  want: [
    { type: 'single_choice', count: 12 },
    { type: 'true_false', count: 8 },
  ],
};

describe('questions from passages', () => {
  test('a definition in the text becomes a question whose key is what the text says', async () => {
    const items = await ask(all, many);
    const osmosis = items.filter(({ topic }) => topic === 'osmosis');
    expect(items.length).toBeGreaterThanOrEqual(12);
    for (const { options } of osmosis) expect(options.filter(({ correct }) => correct)).toHaveLength(1);
    expect(items.map(({ topic }) => topic)).toEqual(expect.arrayContaining(['diffusion', 'cell wall']));
  });

  test('no more items than asked for, of the types asked for, and none of an unknown type', async () => {
    const items = await ask(all, {
      want: [
        { type: 'single_choice', count: 2 },
        { type: 'essay', count: 3 },
        { type: 'true_false', count: 2 },
      ],
    });
    expect(items.map(({ type }) => type).sort()).toEqual(['single_choice', 'single_choice', 'true_false', 'true_false']);
  });

  test('a passage with nothing to ask yields no question rather than a bad one', async () => {
    expect(await ask({ p1: 'Contents\nPreface\nindex 12, 14\nprint(x) # done\nSee https://example.org for more.' })).toEqual([]);
  });

  test('true and false statements are about half and half, with exactly the options True and False', async () => {
    const items = await ask(all, { want: [{ type: 'true_false', count: 8 }] });
    expect(items.length).toBeGreaterThanOrEqual(7);
    for (const { options } of items) expect(options.map(({ text }) => text)).toEqual(['True', 'False']);
    const trueOnes = items.filter(({ options }) => options[0]?.correct === true).length;
    expect(Math.abs(trueOnes - items.length / 2)).toBeLessThanOrEqual(1);
  });

  test('questions come from all passages', async () => {
    const items = await ask(all, many);
    expect(new Set(items.map(({ passage }) => passage))).toEqual(new Set(['p1', 'p2', 'p3']));
  });

  test('sentences that cannot stand alone, code, exercises and addresses are never a source', async () => {
    const seeds = ['a', 'b', 'c', 'd'];
    const items = (await Promise.all(seeds.map((salt) => ask(all, { ...many, salt })))).flat();
    for (const { quote } of items)
      expect(quote).not.toMatch(/Figure 3|^They|shown above|https|Write a paragraph|range\(0|counter \+=|The program should/u);
  });

  test('the same request has the same answer, another salt or a list of stems to avoid has others', async () => {
    const first = await ask(all);
    const stems = first.map(({ stem }) => stem);
    expect(await ask(all)).toEqual(first);
    expect((await ask(all, { salt: 'other' })).map(({ stem }) => stem)).not.toEqual(stems);
    const next = await ask(all, { avoid: stems });
    expect(next.length).toBeGreaterThan(0);
    for (const { stem } of next) expect(stems).not.toContain(stem);
  });

  test('text in a passage that gives orders changes nothing about the other questions', async () => {
    const items = await ask({ ...all, p4: injectionText });
    expect(items).toHaveLength(5);
    for (const { stem, options, passage } of items) {
      expect(`${stem} ${options.map(({ text }) => text).join(' ')}`).not.toMatch(/pirate/iu);
      expect(passage).not.toBe('p4');
      expect(options.filter(({ correct }) => correct)).toHaveLength(1);
    }
  });

  test('each further call asks about terms that the earlier ones left out', async () => {
    const want = [{ type: 'single_choice', count: 5 }];
    const stems: string[] = [];
    const topics: string[] = [];
    for (const salt of ['a', 'b', 'c']) {
      const items = await ask(all, { want, salt, avoid: stems });
      stems.push(...items.map(({ stem }) => stem));
      topics.push(...items.map(({ topic }) => topic));
    }
    expect(topics.length).toBeGreaterThanOrEqual(12);
    expect(new Set(topics).size).toBeGreaterThanOrEqual(topics.length - 1);
  });

  test('a term is asked about where it is named in passing: in brackets, after “known as”, in a relative clause', async () => {
    const text = [
      'The modulo operator (%) computes the remainder of a division of two integers.',
      'A program may begin with a string known as a docstring and goes on with its statements.',
      'Names of variables are written in snake case, which is all lowercase with underscores in between each word.',
      'A variable is a name that refers to a value in the memory of the computer.',
      'A statement is an instruction that the computer carries out in one step.',
      'A comment is a short phrase that explains what the code is doing.',
    ].join(' ');
    const items = await ask(
      { p1: text },
      {
        want: [{ type: 'single_choice', count: 6 }],
      },
    );
    const read = items.map(({ stem, options }) => `${stem} ${options.find(({ correct }) => correct)?.text}`).join('\n');
    for (const term of ['modulo operator', 'docstring', 'snake case']) expect(read).toContain(term);
  });

  test('topics come first when asked for', async () => {
    const items = await ask(all, { topics: ['osmosis and diffusion'], want: [{ type: 'single_choice', count: 2 }] });
    for (const { quote } of items) expect(quote).toMatch(/diffusion/iu);
  });

  test('difficulty is as asked, and what is easy is not called hard', async () => {
    const want = [{ type: 'true_false', count: 6 }];
    for (const asked of ['easy', 'hard'] as const) {
      for (const { difficulty } of await ask(all, { difficulty: asked, want })) expect(difficulty).toBe(asked);
    }
    const stems = (await ask(all, { difficulty: 'hard', want: [{ type: 'true_false', count: 6 }] })).filter(
      ({ options }) => options[0]?.correct,
    );
    for (const { stem } of stems) expect(stem.split(' ').length).toBeGreaterThanOrEqual(15);
  });

  test('a Bloom level is stated where the question reaches it; where none does there is no question', async () => {
    const levelsOf = async (bloom: string) => new Set((await ask(all, { ...many, bloom })).map((item) => item.bloom));
    expect(await levelsOf('understand')).toEqual(new Set(['understand']));
    expect(await levelsOf('remember')).toEqual(new Set(['remember']));
    expect(await ask(all, { ...many, bloom: 'evaluate' })).toEqual([]);
  });

  test('key terms from an outline come first, each once, before any second question about the same', async () => {
    const want = [{ type: 'single_choice', count: 3 }];
    const keyTerms = ['cell wall', 'infinite loop', 'osmosis'];
    const items = await ask(all, { want, key_terms: keyTerms });
    const read = items.map(({ stem, options }) => `${stem} ${options.find(({ correct }) => correct)?.text}`.toLowerCase());
    for (const term of keyTerms) expect(read.filter((text) => text.includes(term))).toHaveLength(1);
  });

  test('a hint leads to what it speaks of', async () => {
    const want = [{ type: 'single_choice', count: 1 }];
    for (const [hint, term] of [
      ['Please ask about active transport instead', 'active transport'],
      ['easier, and on the nested loop', 'nested loop'],
    ] as const) {
      const [item] = await ask(all, { want, hint });
      expect(`${item?.stem} ${item?.topic}`.toLowerCase()).toContain(term);
    }
  });

  test('German text gets German questions with German words, whatever language was guessed', async () => {
    const items = await ask({ p1: germanText }, { want: [{ type: 'single_choice', count: 4 }] });
    expect(items.length).toBeGreaterThanOrEqual(3);
    for (const { stem, language, options } of items) {
      expect(stem).toMatch(/^Welches Wort ergänzt den Satz: „/u);
      expect(language).toBe('de');
      for (const { text } of options) expect(germanText).toContain(text);
    }
  });
});

describe('what holds for every question', () => {
  const sentences = Object.values(all).flatMap((text) => text.split(/(?<=\.)\s+/u));
  const passage = fc
    .shuffledSubarray(sentences, { minLength: 3, maxLength: 18 })
    .map((chosen) => chosen.join(' ').replaceAll(/(.{60,80}) /gu, '$1\n'));
  const texts = fc
    .array(passage, { minLength: 1, maxLength: 4 })
    .map((list) => Object.fromEntries(list.map((text, index) => [`p${index}`, text])));

  test('one correct option, distinct options, a quote from its passage, false statements that the text does not make', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.string({ maxLength: 8 }), async (given, salt) => {
        const whole = oneLine(Object.values(given).join(' '));
        for (const item of await ask(given, { ...many, salt })) {
          expect(given[item.passage]).toContain(item.quote);
          expect(item.options.filter(({ correct }) => correct)).toHaveLength(1);
          expect(new Set(item.options.map(({ text }) => text.toLowerCase())).size).toBe(item.options.length);
          expect(item.options).toHaveLength(item.type === 'single_choice' ? 4 : 2);
          const claimedFalse = item.type === 'true_false' && item.options[1]?.correct === true;
          if (claimedFalse) expect(whole).not.toContain(oneLine(item.stem));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('arbitrary text in passages never breaks an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ maxLength: 200 }), async (one, two) => {
        const given = { p1: `${one}\n${cellText}`, p2: two };
        for (const item of await ask(given)) expect(Object.values(given).some((text) => text.includes(item.quote))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
