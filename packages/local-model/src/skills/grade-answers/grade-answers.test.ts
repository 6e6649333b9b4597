import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askSkill } from '../../fixtures/ask-skill.ts';
import { writePrompt } from '../../fixtures/prompt.ts';
import { cellText, energyText, loopText } from '../../fixtures/texts.ts';
import { type LocalModel, startLocalModel } from '../../index.ts';
import { ItemSchema } from '../write-questions/item.ts';
import { GradedAnswer } from './graded-answer.ts';
import { type GradedByHand, gradedByHand } from './human-points.fixture.ts';
import { gradePrompt } from './prompt.fixture.ts';

let model: LocalModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => model.close());

type Question = Omit<GradedByHand, 'answers'> & { language?: string };

async function grade(question: Question, answers: readonly string[]): Promise<GradedAnswer[]> {
  const prompt = gradePrompt(
    [question],
    answers.map((text) => [1, text]),
  );
  const { items } = z.strictObject({ items: z.array(GradedAnswer) }).parse(await askSkill(client, 'grade_answers', prompt));
  expect(items.map(({ answer }) => answer)).toEqual(answers.map((_, at) => `a${at + 1}`));
  for (const [at, { criteria }] of items.entries()) {
    expect(criteria.map(({ criterion }) => criterion)).toEqual(question.rubric.map((_, place) => `c${place + 1}`));
    for (const { span, met } of criteria) {
      expect(answers[at]).toContain(span);
      if (met) expect(span).not.toBe('');
    }
  }
  return items;
}

/** 0 to 1. */
function shareOf({ rubric }: Question, { criteria }: GradedAnswer): number {
  const possible = rubric.reduce((sum, [, points]) => sum + points, 0);
  return rubric.reduce((sum, [, points], at) => sum + (criteria[at]?.met === true ? points : 0), 0) / possible;
}

async function sharesOf(question: Question, answers: readonly string[]): Promise<number[]> {
  return (await grade(question, answers)).map((item) => shareOf(question, item));
}

describe('questions that the built-in model writes itself', () => {
  test('their reference answer gets nearly all points; blank, repeated and off-topic answers none; the answer to another question few', async () => {
    const texts = { p1: cellText, p2: energyText, p3: loopText };
    const want = [{ type: 'short_answer', count: 12 }];
    const schema = z.toJSONSchema(z.object({ items: z.array(ItemSchema.required()) }));
    const { items: asked } = z
      .object({ items: z.array(ItemSchema) })
      .parse(await askSkill(client, 'write_questions', writePrompt(texts, { want }), schema));
    expect(asked.length).toBeGreaterThanOrEqual(6);
    const own: number[] = [];
    const others: number[] = [];
    for (const [at, { stem, answer = '', rubric = [] }] of asked.entries()) {
      const question: Question = {
        type: 'short_answer',
        stem,
        reference: answer,
        rubric: rubric.map(({ criterion, points }) => [criterion, points]),
      };
      const other = asked[(at + 1) % asked.length]?.answer ?? '';
      const offTopic = 'My holidays were nice, we went to the sea with my aunt and ate ice cream.';
      const [right = 0, blank, repeated, off, wrong = 0] = await sharesOf(question, [answer, '', `${stem} ${stem}`, offTopic, other]);
      own.push(right);
      others.push(wrong);
      expect([blank, repeated, off], stem).toEqual([0, 0, 0]);
    }
    const mean = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean(own)).toBeGreaterThanOrEqual(0.95);
    expect(mean(others)).toBeLessThanOrEqual(0.15);
  });
});

test('agrees with a person on our own answers: the figure in docs/grading-quality.md', async () => {
  const off: number[] = [];
  const table: string[] = [];
  for (const { answers, ...question } of gradedByHand) {
    const possible = question.rubric.reduce((sum, [, points]) => sum + points, 0);
    const shares = await sharesOf(
      question,
      answers.map(([text]) => text),
    );
    for (const [at, [text, points]] of answers.entries()) {
      const distance = Math.abs((shares[at] ?? 0) - points / possible);
      off.push(distance);
      if (distance > 0)
        table.push(`${Math.round(100 * (points / possible))} -> ${Math.round(100 * (shares[at] ?? 0))}  ${text.slice(0, 90)}`);
    }
  }
  const meanError = (100 * off.reduce((sum, one) => sum + one, 0)) / off.length;
  const exact = off.filter((one) => one === 0).length;
  console.info(`${off.length} answers, mean absolute error ${meanError.toFixed(1)} of 100 points, ${exact} exactly alike`);
  expect(off.length).toBeGreaterThanOrEqual(30);
  expect(meanError, table.join('\n')).toBeLessThan(12);
});

const osmosis: Question = {
  type: 'short_answer',
  stem: 'What is osmosis?',
  reference: 'Osmosis is the diffusion of water across a selectively permeable membrane.',
  rubric: [
    ['Says that osmosis is the diffusion of water.', 2],
    ['Mentions “across a selectively permeable membrane”, or the same in other words.', 1],
  ],
};

describe('what earns points', () => {
  test('the words that prove it are named, and no more than those', async () => {
    const text = 'I learned this last week. Osmosis is the diffusion of water; my sister told me so.';
    const [item] = await grade(osmosis, [text]);
    expect(item?.criteria.map(({ met, span }) => [met, span])).toEqual([
      [true, 'Osmosis is the diffusion of water'],
      [false, ''],
    ]);
  });

  test('the same words denied, or turned round, earn nothing', async () => {
    const flow: Question = {
      ...osmosis,
      stem: 'Which way do particles go?',
      reference: '',
      rubric: [['Says that they go from high to low concentration.', 1]],
    };
    expect(
      await sharesOf(flow, ['From high to low concentration.', 'From low to high concentration.', 'Not from high to low concentration.']),
    ).toEqual([1, 0, 0]);
  });

  test('a row of keywords leaves it less sure than a sentence', async () => {
    const [said, listed] = await grade(osmosis, [
      'Osmosis is the diffusion of water across a selectively permeable membrane.',
      'diffusion, energy, water, cell, membrane, glucose, selectively, plant, permeable',
    ]);
    for (const [at, { certainty }] of (listed?.criteria ?? []).entries())
      expect(certainty).toBeLessThan(said?.criteria[at]?.certainty ?? 0);
  });

  test('usual criteria are measured by the reference, or by the passage where there is none', async () => {
    const usual: Question = {
      ...osmosis,
      rubric: [
        ['Answers what is asked, and correctly.', 60],
        ['Covers everything that the reference answer names.', 40],
      ],
    };
    const answers = ['Water diffuses across a selectively permeable membrane.', 'Plants are green.'];
    expect(await sharesOf(usual, answers)).toEqual([1, 0]);
    expect(await sharesOf({ ...usual, reference: '', passage: `Plants are alive. ${usual.reference}` }, answers)).toEqual([1, 0]);
    expect(await sharesOf({ ...usual, reference: '', passage: '' }, answers)).toEqual([0, 0]);
  });

  test('of a program what it does counts, not what its comments and strings say', async () => {
    const task: Question = {
      type: 'coding',
      stem: 'Write a program that uses a while loop and prints its result with print().',
      reference: '',
      rubric: [['The program uses a while loop.', 1]],
    };
    const answers = ['i = 0\nwhile i < 3:\n    i += 1\nprint(i)', '# a while loop stands here\nx = 1', 'text = "while True: print()"'];
    expect(await sharesOf(task, answers)).toEqual([1, 0, 0]);
  });
});

describe('what is no use to anybody', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' '],
    ['signs', '???'],
    ['a character that nobody sees', '\u200b'],
    ['emoji', '🙂🙂'],
    ['a letter', 'x'],
    ['brackets', '{}'],
    ['ten thousand letters', 'a'.repeat(10_000)],
    ['Chinese', '渗透是水的扩散。'],
    ['Arabic', 'الانتشار هو حركة الجسيمات'],
  ])('%s is graded, with nothing', async (_, text) => {
    expect(await sharesOf(osmosis, [text])).toEqual([0]);
  });

  test('an answer to a question that is not there meets nothing, and others are graded all the same', async () => {
    const prompt = gradePrompt(
      [osmosis],
      [
        [7, 'Water.'],
        [1, osmosis.reference],
      ],
    );
    const { items } = z.object({ items: z.array(GradedAnswer) }).parse(await askSkill(client, 'grade_answers', prompt));
    expect(items.map(({ criteria }) => criteria.map(({ met }) => met))).toEqual([[], [true, true]]);
  });

  test('a message without answers is refused', async () => {
    await expect(askSkill(client, 'grade_answers', '<question id="q1">\nWhat?\n</question>')).rejects.toThrow('answer');
  });
});
