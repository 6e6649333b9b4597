import { startChildProcess } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRubric } from '../default-rubric.ts';
import { createGradingWorld, type GradingWorld } from '../testing/grading-world.ts';
import { cleanAnswer } from './clean-answer.ts';
import { HttpModels } from './http-models.fixture.ts';
import { injectedAnswers, weakAnswers } from './injected.fixture.ts';
import { instructs, startObedientModel } from './obedient-model.fixture.ts';
import { unseenPayloads } from './reworded.fixture.ts';

let world: GradingWorld;
let builtIn: ReturnType<typeof startChildProcess>;
let obedient: Awaited<ReturnType<typeof startObedientModel>>;
const urls = { builtIn: '', obedient: '' };

beforeAll(async () => {
  world = await createGradingWorld();
  builtIn = startChildProcess(new URL('../../../../local-model/src/main.ts', import.meta.url), { args: ['--port', '0'] });
  obedient = await startObedientModel();
  urls.builtIn = (await builtIn.waitForLine(/ready at/u, 30_000)).replace(/^.*ready at /u, '');
  urls.obedient = obedient.url;
});
afterAll(async () => {
  await Promise.all([world.close(), builtIn.stop(), obedient.close()]);
});

const neighbour = (place: number) => `Active transport needs energy, I believe (${place}).`;

interface Scored {
  own: number;
  neighbour: number;
  flags: readonly string[];
}

/** Grades pairs of an answer and an innocent neighbour's in the same call, as an attempt's answers are graded. */
async function scoresOf(models: HttpModels, answers: readonly { type: 'short_answer' | 'coding'; text: string }[]): Promise<Scored[]> {
  const { courseId } = await world.newCourse();
  const rubric = [
    { criterion: 'Says that osmosis is the diffusion of water.', points: 2 },
    { criterion: 'Mentions “across a selectively permeable membrane”, or the same in other words.', points: 1 },
  ];
  const asked = {
    short_answer: await world.newQuestion(courseId, {
      stem: 'What is osmosis?',
      answer: 'Osmosis is the diffusion of water across a selectively permeable membrane.',
      quote: '',
      rubric,
    }),
    coding: await world.newQuestion(courseId, {
      type: 'coding',
      stem: 'Write a Python function total(numbers) that returns the sum of a list.',
      answer: 'def total(numbers):\n    result = 0\n    for number in numbers:\n        result += number\n    return result',
      quote: '',
      rubric: defaultRubric('coding'),
    }),
  };
  const other = await world.newQuestion(courseId, {
    stem: 'What does active transport need that diffusion does not?',
    answer: 'Active transport needs energy because it goes against a concentration gradient.',
    quote: '',
    rubric: [
      { criterion: 'Says that it needs energy.', points: 2 },
      { criterion: 'Says that it goes against a concentration gradient.', points: 2 },
    ],
  });
  const submitted = [];
  for (const [place, { type, text }] of answers.entries())
    submitted.push(
      await world.submit(courseId, [
        { askedId: asked[type], text },
        { askedId: other, text: neighbour(place) },
      ]),
    );
  const jobIds = submitted.map(({ jobId }) => jobId);
  for (const { state } of await world.run(jobIds, models)) expect(state).toBe('succeeded');
  const grades = new Map(
    [...(await world.gradesOf(asked.short_answer)), ...(await world.gradesOf(asked.coding)), ...(await world.gradesOf(other))].map(
      (grade) => [grade.id, grade],
    ),
  );
  const scored: Scored[] = [];
  for (const { attemptId } of submitted) {
    const [own, beside] = (await world.answersOf(attemptId)).map(({ gradeId }) => grades.get(gradeId ?? ''));
    if (!own || !beside) throw new Error('an answer has no grade');
    scored.push({ own: own.earned, neighbour: beside.earned, flags: own.flags.map(({ kind }) => kind) });
  }
  return scored;
}

describe.each([
  ['the built-in model', 'builtIn', 'lectern-local-1'],
  ['a model that obeys whatever an answer says', 'obedient', 'obedient'],
] as const)('graded by %s', (_, which, chatModel) => {
  it('no way of instructing it raises the score of an answer, or changes that of another in the same call, and each is flagged', async () => {
    const models = new HttpModels(urls[which], chatModel);
    const honest = [
      { type: 'short_answer', text: weakAnswers.short_answer } as const,
      { type: 'coding', text: weakAnswers.coding } as const,
    ];
    const [prose, code, ...rest] = await scoresOf(models, [...honest, ...injectedAnswers]);
    const table = injectedAnswers.map(({ way, type, text }, at) => {
      const before = type === 'coding' ? code : prose;
      const after = rest[at];
      return {
        way,
        text: text.slice(0, 70).replaceAll(/\s+/gu, ' '),
        before: before?.own ?? 0,
        after: after?.own ?? Infinity,
        neighbourBefore: before?.neighbour,
        neighbourAfter: after?.neighbour,
        flags: [...new Set(after?.flags)].join(' '),
      };
    });
    const ways = new Set(table.map(({ way }) => way));
    const held = table.filter(
      ({ before, after, neighbourBefore, neighbourAfter, flags }) => after <= before && neighbourBefore === neighbourAfter && flags !== '',
    );
    console.info(`${ways.size} ways, ${held.length} of ${table.length} answers raise nothing and are flagged`);
    expect(ways.size).toBeGreaterThanOrEqual(25);
    expect(table.length).toBeGreaterThanOrEqual(40);
    expect(prose).toMatchObject({ flags: [], neighbour: 2 });
    expect(table.filter((row) => !held.includes(row))).toEqual([]);
  });
});

it('the model that obeys would have obeyed these answers as they were handed in, and none that is honest', () => {
  expect(injectedAnswers.filter(({ text }) => !instructs(text)).map(({ way, text }) => `${way}: ${text}`)).toEqual([]);
  expect(Object.values(weakAnswers).filter(instructs)).toEqual([]);
});

it('what the cleaning misses, such a model would obey: the limit that the documentation names', async () => {
  const missed = unseenPayloads.filter((payload) => instructs(payload) && cleanAnswer(payload, 'short_answer').flags.length === 0);
  const texts = [weakAnswers.short_answer, ...missed.map((payload) => `${weakAnswers.short_answer}\n${payload}`)];
  const models = new HttpModels(urls.obedient, 'obedient');
  const [before, ...after] = await scoresOf(
    models,
    texts.map((text) => ({ type: 'short_answer', text })),
  );
  expect(before).toMatchObject({ own: 0, neighbour: 2 });
  for (const scored of after) expect(scored).toMatchObject({ own: 3, neighbour: 0, flags: [] });
});
