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

type Question = Omit<GradedByHand, 'answers' | 'type'> & { type: GradedByHand['type'] | 'reasoning'; language?: string };

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

describe('what only looks like an answer', () => {
  const air: Question = {
    ...osmosis,
    stem: 'Which way does water move in osmosis: from low to high or from high to low salt concentration, and through what?',
    reference: 'Water moves from low to high salt concentration through a membrane that lets water pass.',
    rubric: [
      ['Says that water moves from low to high salt concentration.', 3],
      ['Mentions “through a membrane that lets only water pass”, or the same in other words.', 3],
    ],
  };

  test.each([
    ['keywords in a row', 'diffusion, energy, water, cell, membrane, glucose, selectively, plant, permeable'],
    ['keywords without commas', 'osmosis diffusion water particles membrane selectively permeable cell plant'],
    ['a question', 'Is osmosis the diffusion of water across a selectively permeable membrane?'],
    ['what is said to be false', 'It is false that osmosis is the diffusion of water across a selectively permeable membrane.'],
    ['what others believe', 'Some wrongly believe osmosis is the diffusion of water across a selectively permeable membrane.'],
    ['anything but', 'Osmosis is anything but the diffusion of water across a selectively permeable membrane.'],
    ['hardly', 'Osmosis is hardly the diffusion of water across a selectively permeable membrane.'],
    ['pointing back', 'As I said, the diffusion of water, the selectively permeable membrane.'],
    ['pointing to parts', 'Consider the parts about the diffusion of water and the selectively permeable membrane.'],
    ['pointing to the reference', 'Everything in the reference, the diffusion of water across a selectively permeable membrane, holds.'],
    [
      'the criteria word for word',
      'Says that osmosis is the diffusion of water.\nMentions “across a selectively permeable membrane”, or the same in other words.',
    ],
    ['the criteria in one line', 'Says that osmosis is the diffusion of water; mentions “across a selectively permeable membrane”.'],
  ])('%s does not earn all points, and nobody is sure of what it earns', async (what, text) => {
    const [item] = await grade(osmosis, [text]);
    if (what.startsWith('keywords')) {
      expect(item && shareOf(osmosis, item)).toBeLessThan(1);
      for (const { certainty } of item?.criteria ?? []) expect(certainty).toBeLessThan(0.5);
    } else expect(item && shareOf(osmosis, item), what).toBe(0);
  });

  test('the other direction earns nothing, also where the question names both', async () => {
    expect(
      await sharesOf(air, [
        'Water moves from low to high salt concentration.',
        'Water moves from high to low salt concentration.',
        'It moves from high to low concentration of salt.',
        'Water moves from low to high or from high to low salt concentration.',
      ]),
    ).toEqual([0.5, 0, 0, 0]);
  });

  test('what stands beside something that is called false counts', async () => {
    const text = 'It is wrong to say that osmosis needs energy; it is the diffusion of water across a selectively permeable membrane.';
    expect(await sharesOf(osmosis, [text])).toEqual([1]);
  });

  test('reasons are not measured by the words of the options', async () => {
    const reasoning = {
      ...osmosis,
      type: 'reasoning' as const,
      stem: 'What is air pressure?\nA) The force of the air on each unit of area.\nB) The weight of the clouds.',
      reference: 'Right: The force of the air on each unit of area.',
      rubric: [['Air pressure is the force of the air on each unit of area.', 2]] as const,
    };
    expect(
      await sharesOf(reasoning, [
        'Air pressure is the force of the air on each unit of area.',
        'It is the weight of the clouds.',
        'I guessed.',
      ]),
    ).toEqual([1, 0, 0]);
  });
});

describe('programs that only look like one that is asked for', () => {
  const adding: Question = {
    type: 'coding',
    stem: 'Write a Python function total(numbers) that returns the sum of the numbers in a list.',
    reference: 'def total(numbers):\n    result = 0\n    for number in numbers:\n        result += number\n    return result',
    rubric: [
      ['Correctness: it gives the right result for every input that the task allows.', 30],
      ['Efficiency: it does no needless work; its time and memory grow no faster than the task demands.', 25],
      ['Readability: names, structure and layout let another person follow it.', 20],
      ['Practices: it handles errors and edge cases and uses the language as it is meant to be used.', 15],
      ['Approach: the idea behind it fits the task.', 10],
    ],
  };

  test.each([
    ['the task', 'Write a Python function total(numbers) that returns the sum of the numbers in a list.'],
    ['a promise', 'def: my function total(numbers) will loop over the numbers; it returns the sum = result.'],
    ['the starter', 'def total(numbers):\n    pass'],
    ['the starter with an ellipsis', 'def total(numbers):\n    ...'],
    ['a constant', 'def total(numbers):\n    return 42'],
  ])('%s earns nothing, with a reference and without one', async (_, text) => {
    expect(await sharesOf(adding, [text])).toEqual([0]);
    expect(await sharesOf({ ...adding, reference: '' }, [text])).toEqual([0]);
  });

  test.each([
    ['another operator', 'result -= number'],
    ['another number', 'result += number + 1'],
    ['another call', 'result += len(number)'],
    ['a call of no language', 'result += math.floor(number)'],
  ])('%s is not right', async (_, line) => {
    const text = adding.reference.replace('result += number', line);
    const [right = 0, wrong = 0] = await sharesOf(adding, [adding.reference, text]);
    expect(right).toBe(1);
    expect(wrong).toBeLessThanOrEqual(0.7);
  });

  test('brackets and other names change nothing', async () => {
    expect(
      await sharesOf(adding, [
        adding.reference.replaceAll('result', 'total_so_far').replace('return total_so_far', 'return (total_so_far)'),
      ]),
    ).toEqual([1]);
  });

  test('one that is built otherwise is not taken for wrong: it gets half and more, and waits for the teacher', async () => {
    const [item] = await grade(adding, ['def total(numbers):\n    return sum(numbers)']);
    expect(item && shareOf(adding, item)).toBeGreaterThan(0.5);
    for (const { certainty } of item?.criteria ?? []) expect(certainty).toBeLessThan(0.5);
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
    ['directions without end', 'from a b to c or from c to '.repeat(400)],
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
