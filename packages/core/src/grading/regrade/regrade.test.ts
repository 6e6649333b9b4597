import { grades, jobs, questions } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getTestResults } from '../../tests/results/get-test-results.ts';
import { choice, createGradedWorld, free, type GradedWorld, type SatTest } from '../../tests/results/testing/graded-world.ts';
import { overrideGrade } from '../decide/override-grade.ts';
import { GradingModels } from '../testing/grading-models.ts';
import { applyRegrade } from './apply-regrade.ts';
import { getRegrade } from './get-regrade.ts';
import { regradeTest } from './regrade-test.ts';

let world: GradedWorld;
beforeAll(async () => {
  world = await createGradedWorld();
});
afterAll(() => world.close());

/** The key of `choice` put from rain to dust. */
const dustIsRight = { options: ['rain', 'dust', 'light'].map((text, at) => ({ text, correct: at === 1, reason: '' })) };
const onlyCloud = { rubric: [{ criterion: 'cloud', points: 2 }] };

const ask = (test: SatTest, over: { preview?: boolean; questionIds?: string[] } = {}) =>
  regradeTest(world.ctx, { actor: test.actor, id: test.id, preview: true, ...over });
const read = (test: SatTest, id: string) => getRegrade(world.ctx, { actor: test.actor, id });
const apply = (test: SatTest, id: string) => applyRegrade(world.ctx, { actor: test.actor, id });
const scoresOf = async ({ actor, id }: SatTest) =>
  (await getTestResults(world.ctx, { actor, id, limit: 50 })).items.map(({ score }) => score);
async function preview(test: SatTest, models = new GradingModels()) {
  const accepted = await ask(test);
  const job = await world.questions.run(accepted.jobId, models);
  return { ...accepted, job, view: await read(test, accepted.regradeId) };
}

it('shows who would move by another key, moves nobody, and then moves them', async () => {
  const test = await world.newTest([choice, choice], { passPercent: 60 });
  const ann = await test.sit([[0], [0]], { name: 'Ann' });
  const bob = await test.sit([[1], [0]], { name: 'Bob' });
  const cem = await test.sit([[2], [0]], { name: 'Cem' });
  await test.edit(0, dustIsRight);
  const { regradeId, answers, job, view } = await preview(test);
  expect([answers, job.state, job.result]).toEqual([3, 'succeeded', expect.objectContaining({ moved: 2, missing: 0 })]);
  expect(view).toMatchObject({ testId: test.id, state: 'preview', appliedAt: null, questions: 1, answers: 3, kept: 0 });
  const question = { questionId: test.questions[0]?.id, index: 1 };
  expect(view.moved).toMatchObject([
    { attemptId: ann, userName: 'Ann', number: 1, fromScore: 2, toScore: 1, maxScore: 2, passed: false },
    { attemptId: bob, userName: 'Bob', number: 1, fromScore: 1, toScore: 2, maxScore: 2, passed: true },
  ]);
  expect(view.moved.map(({ questions }) => questions)).toEqual([
    [{ ...question, fromScore: 1, toScore: 0 }],
    [{ ...question, fromScore: 0, toScore: 1 }],
  ]);
  expect(await scoresOf(test)).toEqual([2, 1, 1]);
  const before = await test.gradeOf(ann, 0);
  const applied = await apply(test, regradeId);
  expect(applied).toMatchObject({ state: 'applied', moved: view.moved, kept: 0 });
  expect(await scoresOf(test)).toEqual([1, 2, 1]);
  expect(await world.ctx.db.select().from(grades).where(eq(grades.id, before.id))).toEqual([before]);
  // Whose score stays is measured by the new key all the same.
  expect((await test.gradeOf(cem, 0)).basisId).not.toBe(before.basisId);
  expect(await apply(test, regradeId)).toEqual(applied);
  await expect(ask(test)).rejects.toMatchObject({ code: 'nothing_to_regrade' });
});

it('has a model measure free answers by the new rubric, each different one once', async () => {
  const test = await world.newTest([free, choice]);
  for (const given of ['It is rain', 'It is  rain', 'A cloud', 'rain of a cloud', ' ']) await test.sit([given, [0]]);
  expect(await scoresOf(test)).toEqual([1.75, 1.75, 1.25, 2, 1]);
  await test.edit(0, onlyCloud);
  const models = new GradingModels();
  const { regradeId, answers, view } = await preview(test, models);
  expect([answers, models.calls, models.asked[0]?.match(/<answer /gu)?.length]).toEqual([5, 1, 3]);
  expect(view.moved.map(({ fromScore, toScore }) => [fromScore, toScore])).toEqual([
    [1.75, 1],
    [1.75, 1],
    [1.25, 2],
  ]);
  await apply(test, regradeId);
  expect(await scoresOf(test)).toEqual([1, 1, 2, 2, 1]);
});

it('asked for without a preview counts when its job is through', async () => {
  const test = await world.newTest([choice]);
  await test.sit([[1]]);
  await test.edit(0, dustIsRight);
  const { jobId, regradeId } = await ask(test, { preview: false });
  expect(await read(test, regradeId)).toMatchObject({ state: 'running', moved: [] });
  await expect(apply(test, regradeId)).rejects.toMatchObject({ code: 'conflict' });
  await world.questions.run(jobId, new GradingModels());
  expect(await read(test, regradeId)).toMatchObject({ state: 'applied', moved: [{ fromScore: 0, toScore: 1 }] });
  expect(await scoresOf(test)).toEqual([1]);
});

it('keeps what a teacher has decided, before it and while it is looked at', async () => {
  const test = await world.newTest([free]);
  const ann = await test.sit(['It is rain']);
  const bob = await test.sit(['snow and rain']);
  await test.sit(['A cloud']);
  const decide = async (attempt: string) =>
    overrideGrade(world.ctx, { actor: test.actor, id: (await test.gradeOf(attempt, 0)).id, earned: 4, reason: 'Fine' });
  await decide(ann);
  await test.edit(0, onlyCloud);
  const { regradeId, answers, view } = await preview(test);
  expect([answers, view.kept, view.moved.length]).toEqual([2, 1, 2]);
  await decide(bob);
  expect(await read(test, regradeId)).toMatchObject({ kept: 2, moved: [{ fromScore: 0.25, toScore: 1 }] });
  await apply(test, regradeId);
  expect(await read(test, regradeId)).toMatchObject({ state: 'applied', kept: 2, moved: [{ fromScore: 0.25, toScore: 1 }] });
  expect(await scoresOf(test)).toEqual([1, 1, 1]);
});

it('measures the reasoning beside a choice by itself', async () => {
  const rubric = (word: string) => [{ criterion: word, points: 2 }];
  const test = await world.newTest([{ reasoningRubric: rubric('wet') }]);
  await test.sit([[0]], { reasonings: ['It is cold'] });
  expect(await scoresOf(test)).toEqual([0.5]);
  await test.edit(0, { reasoning_rubric: rubric('cold') });
  const { regradeId, answers } = await preview(test);
  expect(answers).toBe(1);
  await apply(test, regradeId);
  expect(await scoresOf(test)).toEqual([1]);
});

it('is about some questions alone where that is wanted', async () => {
  const test = await world.newTest([choice, choice]);
  await test.sit([[1], [1]]);
  await test.edit(0, dustIsRight);
  const [first, second] = test.questions.map(({ id }) => id);
  await expect(ask(test, { questionIds: [second ?? ''] })).rejects.toMatchObject({ code: 'nothing_to_regrade' });
  expect((await ask(test, { questionIds: [first ?? ''] })).answers).toBe(1);
});

it('has nothing to do where only words were mended, a question is gone, or nobody was graded yet', async () => {
  const test = await world.newTest([choice, choice, free]);
  await test.sit([[1], [1], 'rain'], { until: 'waiting' });
  await test.sit([[1], [1], 'rain'], { until: 'open' });
  await test.sit([[1], [1], 'rain'], { kind: 'preview' });
  await test.edit(0, { stem: 'How does water come down?' });
  await test.edit(1, dustIsRight);
  await test.edit(2, onlyCloud);
  await world.ctx.db.delete(questions).where(eq(questions.id, test.questions[1]?.id ?? ''));
  await expect(ask(test)).rejects.toMatchObject({ code: 'nothing_to_regrade' });
});

it('that has failed is not applied, and can be had again', async () => {
  const test = await world.newTest([free]);
  await test.sit(['A cloud']);
  await test.edit(0, onlyCloud);
  const { regradeId, jobId } = await ask(test);
  await world.ctx.db.update(jobs).set({ state: 'failed' }).where(eq(jobs.id, jobId));
  expect((await read(test, regradeId)).state).toBe('failed');
  await expect(apply(test, regradeId)).rejects.toMatchObject({ code: 'conflict' });
  expect((await preview(test)).view).toMatchObject({ state: 'preview', moved: [{ toScore: 1 }] });
});

it('is for who teaches the course', async () => {
  const test = await world.newTest([choice]);
  await test.sit([[1]]);
  await test.edit(0, dustIsRight);
  const { regradeId } = await ask(test);
  const actor = await world.questions.newTeacher();
  await expect(ask({ ...test, actor })).rejects.toMatchObject({ code: 'not_found' });
  await expect(read({ ...test, actor }, regradeId)).rejects.toMatchObject({ code: 'not_found' });
  await expect(apply({ ...test, actor }, regradeId)).rejects.toMatchObject({ code: 'not_found' });
});
