import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askSkill } from '../../fixtures/ask-skill.ts';
import { writePrompt } from '../../fixtures/prompt.ts';
import { cellText, energyText, loopText } from '../../fixtures/texts.ts';
import { type LocalModel, startLocalModel } from '../../index.ts';
import { type Item, ItemSchema } from './item.ts';
import { readItemShape } from './item-shape.ts';

let model: LocalModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => model.close());

const all = { p1: cellText, p2: energyText, p3: loopText };
const full = ItemSchema.required().strict();
const plain = ItemSchema.omit({ answer: true, accepted: true, rubric: true, starter: true }).strict();
const schemaOf = (item: z.ZodType) => z.toJSONSchema(z.object({ items: z.array(item) }));

async function ask(type: string, count = 5, texts: Readonly<Record<string, string>> = all, item: z.ZodType<Item> = full): Promise<Item[]> {
  const answer = await askSkill(client, 'write_questions', writePrompt(texts, { want: [{ type, count }] }), schemaOf(item));
  const { items } = z.strictObject({ items: z.array(item) }).parse(answer);
  for (const { type: written, passage, quote } of items) {
    expect(written).toBe(type);
    expect(texts[passage]).toContain(quote);
  }
  return items;
}

describe('questions with several right options', () => {
  test('have four or five distinct options, two or three of them right', async () => {
    const items = await ask('multiple_choice');
    expect(items.length).toBeGreaterThanOrEqual(2);
    for (const { options } of items) {
      expect([4, 5]).toContain(options.length);
      expect(new Set(options.map(({ text }) => text)).size).toBe(options.length);
      expect([2, 3]).toContain(options.filter(({ correct }) => correct).length);
    }
  });

  test('come from what the text lists', async () => {
    const items = await ask('multiple_choice', 8);
    const organelles = items.find(({ stem }) => stem.includes('examples of organelles'));
    const members = new Set(['mitochondria', 'ribosomes', 'chloroplasts']);
    for (const { text, correct } of organelles?.options ?? []) expect(members.has(text)).toBe(correct);
    expect(organelles).toBeDefined();
  });
});

describe('questions that are answered in writing', () => {
  test('a gap has one place, an answer that the text has there, and the spellings that count', async () => {
    const items = await ask('cloze');
    expect(items).toHaveLength(5);
    for (const { stem, options, answer, accepted, quote } of items) {
      expect(stem.split('____')).toHaveLength(2);
      expect(options).toEqual([]);
      expect(accepted).toContain(answer);
      expect(quote.toLowerCase()).toContain(answer?.toLowerCase());
      expect(stem.toLowerCase()).not.toContain(answer?.toLowerCase());
    }
  });

  test('an open question has the text’s sentence as reference and two to four criteria that add up its parts', async () => {
    const items = await ask('short_answer');
    const wall = items.find(({ stem }) => stem === 'What is the cell wall?');
    expect(items.length).toBeGreaterThanOrEqual(4);
    for (const { stem, answer, rubric = [] } of items) {
      expect(stem).toMatch(/^(?:What|Why|How) .*\?$/u);
      expect(answer).not.toBe('');
      expect(rubric.length).toBeGreaterThanOrEqual(2);
      expect(rubric.length).toBeLessThanOrEqual(4);
    }
    for (const { criterion } of wall?.rubric ?? []) expect(criterion).toMatch(/rigid layer|outside the membrane/u);
  });

  test('a programming task comes with a starter and criteria, and only from texts with code', async () => {
    const items = await ask('coding');
    expect(items.length).toBeGreaterThanOrEqual(2);
    for (const { passage, stem, starter, rubric } of items) {
      expect(passage).toBe('p3');
      expect(stem).toMatch(/^Write a short program that uses /u);
      expect(starter).not.toBe('');
      expect(rubric).toHaveLength(3);
    }
    expect(await ask('coding', 5, { p1: cellText, p2: energyText })).toEqual([]);
  });
});

describe('an answer fits the schema that was sent', () => {
  test('fields the schema does not name are left out; types that need them are not written', async () => {
    expect(await ask('single_choice', 3, all, plain)).toHaveLength(3);
    expect((await ask('multiple_choice', 2, all, plain)).length).toBeGreaterThan(0);
    expect(await ask('cloze', 3, all, plain)).toEqual([]);
    expect(await ask('short_answer', 3, all, plain)).toEqual([]);
  });

  test('where the schema names them every item has them', async () => {
    for (const { options, answer, accepted, rubric, starter } of await ask('single_choice', 3)) {
      expect(answer).toBe(options.find(({ correct }) => correct)?.text);
      expect([accepted, rubric, starter]).toEqual([[], [], '']);
    }
  });

  test('a choice of schemas by type is read branch by branch', () => {
    const cloze = z.object({ type: z.literal('cloze'), answer: z.string() });
    const choice = z.object({ type: z.enum(['single_choice', 'true_false']), stem: z.string() });
    const shape = readItemShape(schemaOf(z.union([cloze, choice])));
    expect([shape.allows('cloze'), shape.allows('single_choice'), shape.allows('coding')]).toEqual([true, true, false]);
    expect([shape.extras('cloze'), shape.extras('true_false')]).toEqual([['answer'], []]);
  });
});

test('where the text gives too few of one type, others that are wanted stand in', async () => {
  const want = [
    { type: 'coding', count: 3 },
    { type: 'true_false', count: 2 },
  ];
  const answer = await askSkill(client, 'write_questions', writePrompt({ p1: cellText, p2: energyText }, { want }), schemaOf(full));
  const { items } = z.strictObject({ items: z.array(full) }).parse(answer);
  expect(items.map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'true_false'));
});
