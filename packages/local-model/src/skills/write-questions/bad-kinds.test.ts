import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askSkill } from '../../fixtures/ask-skill.ts';
import { writePrompt } from '../../fixtures/prompt.ts';
import { type LocalModel, startLocalModel } from '../../index.ts';
import { type Item, ItemSchema } from './item.ts';

let model: LocalModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => model.close());

const background = [
  'A statement is an instruction that the computer carries out in one step.',
  'A variable is a name that refers to a value in the memory of the computer.',
  'A comment is a short phrase that explains what the code is doing.',
  'A list is a container that holds its elements in a fixed order.',
  'An error message is a report that names the line with the mistake.',
].join(' ');

const schema = z.toJSONSchema(z.object({ items: z.array(ItemSchema.required()) }));

/** Everything that can be asked of one type about the text, with ordinary sentences around it. */
async function askAll(text: string, type: string): Promise<Item[]> {
  const prompt = writePrompt({ p1: `${text} ${background}` }, { want: [{ type, count: 30 }] });
  return z.object({ items: z.array(ItemSchema) }).parse(await askSkill(client, 'write_questions', prompt, schema)).items;
}

const readable = (items: readonly Item[]) =>
  items.map(({ stem, options }) => [stem, ...options.flatMap(({ text, correct }) => (correct ? [text] : []))].join(' ')).join('\n');

describe('what a teacher would strike out is not asked', () => {
  test('the names that an example gives to its values', async () => {
    const items = await askAll(
      'Given a text, text_value, and a list of places, remove the letters there and print it. The value user_name is kept.',
      'single_choice',
    );
    for (const { stem, options } of items)
      expect(`${stem} ${options.map(({ text }) => text).join(' ')}`).not.toMatch(/text_value|user_name/u);
  });

  test('false statements of what is counted, or of what only its adjective sets apart', async () => {
    const items = await askAll(
      'Four basic comments exist in each program. Long strings make a program in Python difficult to read.',
      'true_false',
    );
    for (const { stem, options } of items.filter(({ quote }) => /^Four|^Long/u.test(quote)))
      expect(options[0], stem).toMatchObject({ text: 'True', correct: true });
  });

  test('what something does that does many things, or that a whole book is about', async () => {
    const text =
      'Python provides two ways to divide numbers. Python translates source code into machine code. A function promotes order in long programs. A function returns a value to its caller.';
    for (const { stem } of await askAll(text, 'short_answer')) expect(stem).not.toMatch(/^What does (?:Python|a function) do/u);
  });

  test('sentences that hold themselves against the one before', async () => {
    for (const { quote } of await askAll(
      'Computers, on the other hand, understand only machine code made of ones and zeros.',
      'true_false',
    ))
      expect(quote).not.toMatch(/other hand/u);
  });

  test('one thing with the deeds of another that are none of its own, or in the wrong number', async () => {
    const text =
      'Forecasters today rely on numerical prediction, which is the calculation of future weather by computers. Sweat explains why skin stays cool in summer. ' +
      'Lightning is an electric spark that evens out a difference in charge. A flash of lightning is a spark that heats the air in its path. ' +
      'Lightning heats the air in its path to thirty thousand degrees.';
    for (const { options } of await askAll(text, 'multiple_choice')) {
      for (const { text: option } of options.filter(({ correct }) => !correct)) expect(option).not.toMatch(/\brely\b|\bexplains why\b/u);
    }
  });

  test('a process in the place of a thing', async () => {
    const text =
      'Melting is the change from a solid to a liquid. Water is the only common substance that occurs as a solid, a liquid and a gas.';
    for (const { stem } of await askAll(text, 'true_false')) expect(stem).not.toMatch(/^Melting is the only/u);
  });

  test('criteria that break off before their last word', async () => {
    const items = await askAll('The dew point is the temperature to which air must be cooled to become saturated.', 'short_answer');
    const rubric = items.find(({ stem }) => stem === 'What is the dew point?')?.rubric ?? [];
    expect(rubric[0]?.criterion).toBe('Says that the dew point is the temperature.');
    expect(rubric[1]?.criterion).toMatch(/to which air must be cooled/u);
  });
});

describe('what the text explains in passing is asked about', () => {
  test('a sign in brackets or before its noun does not make code of a sentence', async () => {
    const text =
      'An escape sequence uses a backslash (\\) to write a special character within a string. The == operator compares two values and tells whether they are equal.';
    const items = await askAll(text, 'true_false');
    expect(readable(items)).toMatch(/escape sequence/u);
    expect(readable(items)).toMatch(/== operator/u);
  });

  test('an item of a list is read without its label, a sentence before a list to its colon', async () => {
    const text =
      'Series: A series is a labelled row of values with an index. Every object in memory has an identity, a type, and a value:\n1. The identity never changes.';
    const items = await askAll(text, 'true_false');
    expect(readable(items)).not.toMatch(/Series: /u);
    for (const { stem } of items) expect(stem).toMatch(/\.$/u);
  });

  test('nouns in -ing, and kinds of a thing', async () => {
    const text =
      'Data slicing refers to selecting a subset of rows from a table. Multilevel inheritance is a type of inheritance in which a subclass becomes the parent of another class.';
    const read = readable(await askAll(text, 'cloze'));
    expect(read).toMatch(/____ refers to selecting/u);
    expect(read).toMatch(/____ is a type of inheritance/u);
  });
});

test('a gap takes another name for the thing, not the name of what it is one of', async () => {
  const items = await askAll(
    'A program may begin with a string known as a docstring. Python has reserved words, known as keywords, which have a meaning of their own. A shell, also called a console, is a program that talks to its user.',
    'cloze',
  );
  const acceptedOf = (answer: string) => items.find((item) => item.answer === answer)?.accepted ?? [];
  expect(acceptedOf('docstring')).not.toContain('string');
  expect(acceptedOf('keywords')).not.toContain('word');
  expect(acceptedOf('shell')).toContain('console');
});

test('two things of one sort are held against each other where analysis is asked for', async () => {
  const text = 'A mutable object can be modified after its creation. An immutable object cannot be modified after its creation.';
  const prompt = writePrompt({ p1: `${text} ${background}` }, { want: [{ type: 'short_answer', count: 3 }], bloom: 'analyze' });
  const { items } = z.object({ items: z.array(ItemSchema) }).parse(await askSkill(client, 'write_questions', prompt, schema));
  expect(items).toMatchObject([{ stem: 'How does a mutable object differ from an immutable object?', bloom: 'analyze', quote: text }]);
  expect(items[0]?.rubric).toHaveLength(3);
});
