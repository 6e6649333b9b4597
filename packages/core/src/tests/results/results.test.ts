import { auditEntries, courseMembers } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../actor.ts';
import { getAttemptResults } from '../../attempts/get-results.ts';
import { GradingModels } from '../../grading/testing/grading-models.ts';
import { exportTestResults } from './export-test-results.ts';
import { getTestResults } from './get-test-results.ts';
import { getTestStatistics } from './get-test-statistics.ts';
import { choice, createGradedWorld, free, type GradedWorld, type SatTest } from './testing/graded-world.ts';

let world: GradedWorld;
beforeAll(async () => {
  world = await createGradedWorld();
});
afterAll(() => world.close());

const resultsOf = (test: SatTest, page: { limit?: number; cursor?: string } = {}) =>
  getTestResults(world.ctx, { actor: test.actor, id: test.id, limit: 50, ...page });

it('shows who has how many points, question by question, and what is not firm yet', async () => {
  const test = await world.newTest([choice, free], { points: { short_answer: 4 }, passPercent: 50 });
  const builtIn = Object.assign(new GradingModels(), { builtIn: true });
  const ann = await test.sit([[0], 'It is rain'], { name: 'Ann' });
  const bob = await test.sit([[1], 'A cloud'], { name: 'Bob', models: builtIn });
  const cem = await test.sit([[0], 'Rain from somewhere'], { name: 'Cem', until: 'waiting' });
  const dan = await test.sit([[0], null], { name: 'Dan', until: 'open' });
  await test.sit([[0], 'rain'], { kind: 'preview' });
  const { summary, items, title } = await resultsOf(test);
  expect(title).toBe('Water');
  expect(items.map(({ attemptId, user, state, score, percent, passed }) => [attemptId, user.name, state, score, percent, passed])).toEqual([
    [ann, 'Ann', 'graded', 4, 80, true],
    [bob, 'Bob', 'graded', 1, 20, false],
    [cem, 'Cem', 'waiting', 1, 20, null],
    [dan, 'Dan', 'open', 0, 0, null],
  ]);
  expect(items[1]).toMatchObject({
    maxScore: 5,
    waiting: 0,
    provisional: 1,
    inReview: 0,
    flagged: 0,
    questions: [
      { questionId: test.questions[0]?.id, index: 1, points: 1, score: 0, state: 'final' },
      { questionId: test.questions[1]?.id, index: 2, points: 4, score: 1, state: 'provisional' },
    ],
  });
  expect(items[2]?.questions[1]).toMatchObject({ score: null, state: 'waiting' });
  expect(summary).toEqual({ students: 4, attempts: 4, open: 1, waiting: 1, inReview: 0, provisional: 1, meanPercent: 50 });
});

it('while the reasoning beside a choice waits, student and teacher see the same score', async () => {
  const test = await world.newTest([{ ...choice, reasoningRubric: [{ criterion: 'rain', points: 2 }] }]);
  const id = await test.sit([[0]], { reasonings: ['It is rain'], until: 'waiting' });
  const [result] = (await resultsOf(test)).items;
  const student: Actor = { userId: result?.user.id ?? '', role: 'student' };
  const seen = await getAttemptResults({ ...world.ctx, models: { builtIn: false } }, { actor: student, id });
  for (const { state, score, questions } of [result, seen].flatMap((view) => view ?? [])) {
    expect({ state, score, questions }).toMatchObject({ state: 'waiting', score: 0.5, questions: [{ score: 0.5, state: 'waiting' }] });
  }
  expect(seen.questions).toHaveLength(result?.questions.length ?? 0);
});

it('counts a grade that waits for the teacher under the policy of the test', async () => {
  const test = await world.newTest([free], { review: { confidenceBelow: null, borderPercent: 30 } });
  await test.sit(['It is rain']);
  expect((await resultsOf(test)).items[0]).toMatchObject({ inReview: 1, score: 0.75, questions: [{ state: 'review' }] });
  expect((await resultsOf(test)).summary).toMatchObject({ inReview: 1, provisional: 0 });
});

it('gives results page by page, with the sum of all on the first', async () => {
  const test = await world.newTest([choice]);
  const ids = [];
  for (let at = 0; at < 3; at += 1) ids.push(await test.sit([[at]]));
  const first = await resultsOf(test, { limit: 2 });
  const second = await resultsOf(test, { limit: 2, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ attemptId }) => attemptId)).toEqual(ids);
  expect(second.nextCursor).toBeNull();
  expect([first.summary, second.summary]).toEqual([expect.objectContaining({ attempts: 3, meanPercent: 33.33 }), null]);
  await expect(resultsOf(test, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_request' });
});

it('is for who teaches the course alone', async () => {
  const test = await world.newTest([choice]);
  const stranger = await world.questions.newTeacher();
  const member: Actor = { userId: (await world.questions.newTeacher()).userId, role: 'student' };
  await world.ctx.db.insert(courseMembers).values({ courseId: test.courseId, userId: member.userId });
  for (const read of [getTestStatistics, exportTestResults]) {
    await expect(read(world.ctx, { actor: stranger, id: test.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(read(world.ctx, { actor: member, id: test.id })).rejects.toMatchObject({ code: 'forbidden' });
  }
});

it('exports all attempts, with a column for each chosen question, and writes down that somebody did', async () => {
  const test = await world.newTest([choice, choice]);
  await test.sit([[0], [1]]);
  const { questions, results } = await exportTestResults(world.ctx, test);
  expect(questions).toEqual(test.questions.map(({ id, stem }) => ({ id, stem })));
  expect((await Array.fromAsync(results)).map(({ score }) => score)).toEqual([1]);
  const entries = await world.ctx.db.select().from(auditEntries).where(eq(auditEntries.subjectId, test.id));
  expect(entries).toMatchObject([{ action: 'test.results_exported', actorId: test.actor.userId }]);
});

it('has no columns for questions that each attempt draws for itself', async () => {
  const test = await world.newTest([choice], { selection: { kind: 'blueprint', parts: [{ count: 1 }] } });
  await test.sit([[0]]);
  expect((await exportTestResults(world.ctx, test)).questions).toEqual([]);
});

it('finds the wrong key of a question in what students answered', async () => {
  // The key of the first question says rain; those who know the others say dust.
  const test = await world.newTest([choice, choice, choice]);
  for (let at = 0; at < 6; at += 1) await test.sit([[1], [0], [0]]);
  for (let at = 0; at < 6; at += 1) await test.sit([[0], at < 3 ? [1] : null, [2]]);
  await test.sit([[0], [0], [0]], { until: 'open' });
  await test.sit([[0], [0], [0]], { kind: 'preview' });
  const { attempts, meanPercent, questions } = await getTestStatistics(world.ctx, test);
  expect({ attempts, meanPercent }).toEqual({ attempts: 12, meanPercent: 50 });
  const [first, second] = questions;
  expect(first).toMatchObject({
    questionId: test.questions[0]?.id,
    version: 1,
    type: 'single_choice',
    asked: 12,
    answered: 12,
    graded: 12,
    shareCorrect: 0.5,
    discrimination: -1,
    options: [
      { text: 'rain', correct: true, chosen: 6, share: 0.5 },
      { text: 'dust', correct: false, chosen: 6, share: 0.5 },
      { text: 'light', correct: false, chosen: 0, share: 0 },
    ],
    flags: [{ flag: 'wrong_key', message: expect.stringContaining('“dust”') }, { flag: 'negative_discrimination' }],
  });
  // Who left it blank has not answered, and has earned nothing.
  expect(second).toMatchObject({ asked: 12, answered: 9, graded: 12, shareCorrect: 0.5 });
});
