import { afterAll, beforeAll, expect, it } from 'vitest';
import { choice, createGradedWorld, free, type GradedWorld, type SatTest } from '../../tests/results/testing/graded-world.ts';
import { confirmGrade } from '../decide/confirm-grade.ts';
import { GradingModels } from '../testing/grading-models.ts';
import { listReview } from './list-review.ts';

let world: GradedWorld;
beforeAll(async () => {
  world = await createGradedWorld();
});
afterAll(() => world.close());

const review = (test: SatTest, over: Partial<Parameters<typeof listReview>[1]> = {}) =>
  listReview(world.ctx, { actor: test.actor, id: test.id, state: 'all', limit: 50, ...over });
const builtIn = () => Object.assign(new GradingModels(), { builtIn: true });

it('shows what waits first, each answer once with all who have given it', async () => {
  const test = await world.newTest([choice, free], { review: { confidenceBelow: null, borderPercent: 30 } });
  await test.sit([[0], 'rain of a cloud'], { name: 'Ann', models: builtIn() });
  const bob = await test.sit([[1], 'It is rain'], { name: 'Bob', models: builtIn() });
  await test.sit([[1], 'It is  rain'], { name: 'Cem', models: builtIn() });
  await test.sit([[1], 'snow'], { name: 'A teacher', kind: 'preview', models: builtIn() });
  const { items, nextCursor } = await review(test);
  expect(nextCursor).toBeNull();
  expect(items.map(({ state, answer, answers, attempts }) => [state, answer, answers, attempts.map(({ userName }) => userName)])).toEqual([
    ['review', 'It is rain', 2, ['Bob', 'Cem']],
    ['provisional', 'rain of a cloud', 1, ['Ann']],
  ]);
  expect(items[0]).toMatchObject({
    grade: { earned: 3, reviewReasons: ['near_border'], flags: [], builtIn: true },
    questionId: test.questions[1]?.id,
    type: 'short_answer',
    part: 'answer',
    stem: 'How does water fall?',
    reference: 'As rain, out of a cloud.',
    attempts: [{ attemptId: bob }, {}],
  });
  expect((await review(test, { state: 'review' })).items).toEqual(items.slice(0, 1));
  expect((await review(test, { state: 'provisional' })).items).toEqual(items.slice(1));
});

it('goes on where it was while things are decided', async () => {
  const test = await world.newTest([free]);
  for (const word of ['snow', 'dust', 'light']) await test.sit([word], { models: builtIn() });
  const first = await review(test, { limit: 2 });
  for (const { grade } of first.items) await confirmGrade(world.ctx, { actor: test.actor, id: grade.id });
  const second = await review(test, { limit: 2, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ answer }) => answer)).toEqual(['snow', 'dust', 'light']);
  expect(second.nextCursor).toBeNull();
  expect((await review(test)).items).toHaveLength(1);
  for (const cursor of ['nonsense', Buffer.from('final 1').toString('base64url')]) {
    await expect(review(test, { cursor })).rejects.toMatchObject({ code: 'invalid_request', fields: [{ path: 'cursor' }] });
  }
});

it('names twenty of those who have given an answer, and counts all of them', async () => {
  const test = await world.newTest([free]);
  for (let at = 0; at < 21; at += 1) await test.sit(['It is rain'], { models: builtIn() });
  const { items } = await review(test);
  expect(items.map(({ answers, attempts }) => [answers, attempts.length])).toEqual([[21, 20]]);
});

it('shows the reasoning beside a choice with the explanation', async () => {
  const test = await world.newTest([{ reasoningRubric: [{ criterion: 'wet', points: 2 }] }]);
  await test.sit([[0]], { reasonings: ['It is dry'], models: builtIn() });
  expect((await review(test)).items).toMatchObject([{ part: 'reasoning', answer: 'It is dry', reference: 'It says so.' }]);
});

it('is for who teaches the course', async () => {
  const test = await world.newTest([free]);
  const actor = await world.questions.newTeacher();
  await expect(review(test, { actor })).rejects.toMatchObject({ code: 'not_found' });
});
