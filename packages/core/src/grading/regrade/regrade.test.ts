import { attempts, grades, jobs, questions } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getTestResults } from '../../tests/results/get-test-results.ts';
import { choice, createGradedWorld, free, type GradedWorld, type SatTest } from '../../tests/results/testing/graded-world.ts';
import { confirmGrade } from '../decide/confirm-grade.ts';
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
const lightIsRight = { options: ['rain', 'dust', 'light'].map((text, at) => ({ text, correct: at === 2, reason: '' })) };
const onlyCloud = { rubric: [{ criterion: 'cloud', points: 2 }] };

const ask = (test: SatTest, over: { preview?: boolean; questionIds?: string[] } = {}) =>
  regradeTest(world.ctx, { actor: test.actor, id: test.id, preview: true, ...over });
const read = (test: SatTest, id: string) => getRegrade(world.ctx, { actor: test.actor, id });
const apply = (test: SatTest, id: string) => applyRegrade(world.ctx, { actor: test.actor, id });
const scoresOf = async ({ actor, id }: SatTest) =>
  (await getTestResults(world.ctx, { actor, id, limit: 50 })).items.map(({ score }) => score);
async function jobOf(attemptId: string): Promise<string> {
  const [attempt] = await world.ctx.db.select({ jobId: attempts.jobId }).from(attempts).where(eq(attempts.id, attemptId));
  return attempt?.jobId ?? '';
}
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

it('measures anew what a teacher has only confirmed, and says so where nothing but overrides is left', async () => {
  const test = await world.newTest([free]);
  const [ann, bob] = [await test.sit(['It is rain']), await test.sit(['A cloud'])];
  await confirmGrade(world.ctx, { actor: test.actor, id: (await test.gradeOf(ann, 0)).id });
  await overrideGrade(world.ctx, { actor: test.actor, id: (await test.gradeOf(bob, 0)).id, earned: 0, reason: 'Copied' });
  await test.edit(0, onlyCloud);
  const { view } = await preview(test);
  expect(view).toMatchObject({ answers: 1, kept: 1, moved: [{ fromScore: 0.75, toScore: 0 }] });
  await overrideGrade(world.ctx, { actor: test.actor, id: (await test.gradeOf(ann, 0)).id, earned: 1, reason: 'Fine' });
  const refused = ask(test, { preview: true });
  await expect(refused).rejects.toMatchObject({ code: 'nothing_to_regrade', message: expect.stringContaining('2 answers keep') });
});

it('is refused while another one of the test is under way, and can be had when that is through', async () => {
  const test = await world.newTest([choice]);
  for (const given of [[0], [1], [2]]) await test.sit([given]);
  await test.edit(0, dustIsRight);
  const first = await ask(test, { preview: false });
  await test.edit(0, lightIsRight);
  await expect(ask(test, { preview: false })).rejects.toMatchObject({ code: 'conflict' });
  await world.questions.run(first.jobId, new GradingModels());
  expect(await scoresOf(test)).toEqual([0, 1, 0]);
  const second = await ask(test, { preview: false });
  await world.questions.run(second.jobId, new GradingModels());
  expect(await scoresOf(test)).toEqual([0, 0, 1]);
  // Each tells what it has done, whatever has come after it.
  expect((await read(test, first.regradeId)).moved).toMatchObject([
    { fromScore: 1, toScore: 0 },
    { fromScore: 0, toScore: 1 },
  ]);
  expect((await read(test, second.regradeId)).moved).toMatchObject([
    { fromScore: 1, toScore: 0 },
    { fromScore: 0, toScore: 1 },
  ]);
});

it('that had failed and runs again moves nobody whom another one has moved meanwhile, and says so', async () => {
  const test = await world.newTest([choice]);
  for (const given of [[0], [1], [2]]) await test.sit([given]);
  await test.edit(0, dustIsRight);
  const first = await ask(test, { preview: false });
  await world.ctx.db.update(jobs).set({ state: 'failed' }).where(eq(jobs.id, first.jobId));
  await test.edit(0, lightIsRight);
  const second = await ask(test, { preview: false });
  await world.questions.run(second.jobId, new GradingModels());
  await world.ctx.db.update(jobs).set({ state: 'queued' }).where(eq(jobs.id, first.jobId));
  const job = await world.questions.run(first.jobId, new GradingModels());
  expect(await scoresOf(test)).toEqual([0, 0, 1]);
  expect(await read(test, first.regradeId)).toMatchObject({ state: 'applied', answers: 3, kept: 3, moved: [] });
  expect(job.result).toMatchObject({ moved: 0, missing: 0 });
});

it('applied when another one has been in between moves nobody, and says so before and after', async () => {
  const test = await world.newTest([choice]);
  for (const given of [[0], [1], [2]]) await test.sit([given]);
  await test.edit(0, dustIsRight);
  const first = await preview(test);
  const same = await preview(test);
  await test.edit(0, lightIsRight);
  const second = await preview(test);
  await apply(test, second.regradeId);
  for (const { regradeId } of [first, same]) {
    expect(await read(test, regradeId)).toMatchObject({ state: 'preview', kept: 3, moved: [] });
    expect(await apply(test, regradeId)).toMatchObject({ state: 'applied', kept: 3, moved: [] });
  }
  expect(await scoresOf(test)).toEqual([0, 0, 1]);
  expect(await read(test, second.regradeId)).toMatchObject({ kept: 0, moved: [{ toScore: 0 }, { toScore: 1 }] });
});

it('is not applied while another one is under way', async () => {
  const test = await world.newTest([choice]);
  await test.sit([[1]]);
  await test.edit(0, dustIsRight);
  const { regradeId } = await preview(test);
  await ask(test, { preview: false });
  await expect(apply(test, regradeId)).rejects.toMatchObject({ code: 'conflict' });
});

it('does not bring back a grade on which a teacher has decided since the preview', async () => {
  const test = await world.newTest([free]);
  const ann = await test.sit(['It is rain']);
  const bob = await test.sit(['It is rain'], { until: 'waiting' });
  await test.edit(0, onlyCloud);
  const first = await preview(test);
  expect(first.view.waiting).toBe(1);
  await apply(test, first.regradeId);
  await world.questions.run(await jobOf(bob), new GradingModels());
  const second = await preview(test);
  expect(second.view).toMatchObject({ waiting: 0, moved: [{ attemptId: bob, fromScore: 0.75, toScore: 0 }] });
  const { grade } = await overrideGrade(world.ctx, {
    actor: test.actor,
    id: (await test.gradeOf(ann, 0)).id,
    earned: 2,
    reason: 'It is the same',
  });
  expect((await read(test, second.regradeId)).moved).toMatchObject([{ attemptId: bob, fromScore: 0.75, toScore: 1 }]);
  expect((await apply(test, second.regradeId)).moved).toMatchObject([{ attemptId: bob, fromScore: 0.75, toScore: 1 }]);
  expect((await test.gradeOf(bob, 0)).id).toBe(grade.id);
  expect(await scoresOf(test)).toEqual([1, 1]);
});

it('does not count answers as waiting that get their first grade by the same rubric', async () => {
  const test = await world.newTest([free]);
  await test.sit(['It is rain']);
  await test.sit(['It is snow'], { until: 'waiting' });
  await test.edit(0, onlyCloud);
  await test.sit(['It is hail'], { until: 'waiting' });
  await test.edit(0, { stem: 'How does water come down?' });
  await test.sit(['It is sleet'], { until: 'open' });
  expect((await preview(test)).view).toMatchObject({ answers: 1, waiting: 1 });
});

it('beside an erasure is about those answers that stay', async () => {
  const test = await world.newTest([choice]);
  const gone = await test.sit([[0]]);
  const left = await test.sit([[1]]);
  await test.edit(0, dustIsRight);
  const erase = (attempt: string, asking: () => Promise<unknown>) =>
    world.ctx.db.transaction(async (tx) => {
      await tx.delete(attempts).where(eq(attempts.id, attempt));
      const asked = asking();
      // Nobody listens yet.
      asked.catch(() => undefined);
      await waitFor(async () => (await world.questions.waitingForLocks()) > 0);
      return { asked };
    });
  const { asked } = await erase(gone, () => ask(test));
  expect(await asked).toMatchObject({ answers: 1 });
  await world.ctx.db.update(jobs).set({ state: 'failed' }).where(eq(jobs.courseId, test.courseId));
  const last = await erase(left, () => ask(test));
  await expect(last.asked).rejects.toMatchObject({ code: 'nothing_to_regrade' });
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

it('tells in its job of as many attempts as it shows: not of one that loses as much as it wins', async () => {
  const rubric = (word: string) => [{ criterion: word, points: 2 }];
  const test = await world.newTest([{ reasoningRubric: rubric('wet') }]);
  await test.sit([[1]], { reasonings: ['It is wet'] });
  const moving = await test.sit([[1]], { reasonings: ['It is wet and cold'] });
  await test.edit(0, { ...dustIsRight, reasoning_rubric: rubric('cold') });
  const { job, view } = await preview(test);
  expect(view.moved).toMatchObject([{ attemptId: moving, fromScore: 0.5, toScore: 1 }]);
  expect(job.result).toMatchObject({ moved: 1 });
});

it('is about some questions alone where that is wanted', async () => {
  const test = await world.newTest([choice, choice]);
  await test.sit([[1], [1]]);
  await test.edit(0, dustIsRight);
  const [first, second] = test.questions.map(({ id }) => id);
  await expect(ask(test, { questionIds: [second ?? ''] })).rejects.toMatchObject({ code: 'nothing_to_regrade' });
  expect((await ask(test, { questionIds: [first ?? ''] })).answers).toBe(1);
});

it('names the field where no question is of the test, or none is there any more', async () => {
  const [test, other] = [await world.newTest([choice, choice]), await world.newTest([choice])];
  const [, gone] = test.questions.map(({ id }) => id);
  const refused = { code: 'invalid_request', fields: [{ path: 'question_ids' }] };
  const strangers = other.questions.map(({ id }) => id);
  await expect(ask(test, { questionIds: strangers })).rejects.toMatchObject(refused);
  await expect(ask(test, { questionIds: [...strangers, gone ?? ''] })).rejects.toMatchObject({ code: 'nothing_to_regrade' });
  await test.sit([[1], [1]]);
  await world.ctx.db.delete(questions).where(eq(questions.id, gone ?? ''));
  await expect(ask(test, { questionIds: [gone ?? ''] })).rejects.toMatchObject(refused);
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
