import { reconcile } from '../jobs/reconcile.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { overrideGrade } from './decide/override-grade.ts';
import { lenientPolicy, reviewReasons, stateOfGrade } from './grade-state.ts';
import { GradingModels, gradeByWords } from './testing/grading-models.ts';
import { createGradingWorld, type GradingWorld } from './testing/grading-world.ts';

let world: GradingWorld;
beforeAll(async () => {
  world = await createGradingWorld();
});
afterAll(() => world.close());

/** Runs a job again as the reconciler does, when its time has come. */
async function runAgain(jobId: string, models: GradingModels) {
  await world.letAge(jobId, 3_601);
  await reconcile(world.ctx);
  const [job] = await world.run([jobId], models);
  return job;
}

async function newJob(texts: readonly string[]) {
  const { courseId, teacher } = await world.newCourse();
  const askedId = await world.newQuestion(courseId);
  const submitted = await world.submit(
    courseId,
    texts.map((text) => ({ askedId, text })),
  );
  return { ...submitted, askedId, teacher };
}

it('an answer of which a model never says anything usable goes to the teacher in the third run, and is paid for no more', async () => {
  const { attemptId, jobId, askedId, teacher } = await newJob(['Of drops.', 'Of water.']);
  const models = new GradingModels((shown) => shown.filter(({ text }) => text !== 'Of water.').map(gradeByWords));
  const [failed] = await world.run([jobId], models);
  expect(failed).toMatchObject({ state: 'failed', errorCode: 'model_unusable_output', result: { graded: 1, missing: 1 } });
  expect(await runAgain(jobId, models)).toMatchObject({ state: 'failed', run: 2, result: { graded: 1, missing: 1 } });
  expect(await runAgain(jobId, models)).toMatchObject({ state: 'succeeded', run: 3, result: { graded: 2, missing: 0 } });
  const grade = (await world.gradesOf(askedId)).find(({ confidence }) => confidence === 0);
  if (!grade) throw new Error('there is no grade of nothing');
  expect(grade).toMatchObject({
    source: 'model',
    model: 'grading-chat',
    earned: 0,
    possible: 3,
    feedback: expect.stringContaining('teacher'),
  });
  expect(grade.criteria).toMatchObject([
    { met: false, certainty: 0, span: null, why: expect.stringContaining('nothing usable') },
    { met: false, certainty: 0, span: null },
  ]);
  expect([stateOfGrade(grade, lenientPolicy), reviewReasons(grade, lenientPolicy)]).toEqual(['review', ['unsupported']]);
  const calls = models.calls;
  expect(await runAgain(jobId, models)).toMatchObject({ run: 3 });
  expect(models.calls).toBe(calls);
  const decided = await overrideGrade(world.ctx, { actor: teacher, id: grade.id, met: [false, true], reason: 'It says so.' });
  expect((await world.answersOf(attemptId)).map(({ gradeId }) => gradeId)).toContain(decided.grade.id);
});

it('what keeps a whole call from being answered costs its neighbours nothing', async () => {
  const { jobId, askedId } = await newJob(['Of drops.', 'Of water.', 'Of dust.']);
  const models = new GradingModels((shown) => (shown.some(({ text }) => text === 'Of water.') ? [] : shown.map(gradeByWords)));
  await world.run([jobId], models);
  expect(await runAgain(jobId, models)).toMatchObject({ state: 'failed', result: { graded: 0, missing: 3 } });
  expect(await runAgain(jobId, models)).toMatchObject({ state: 'succeeded', result: { graded: 3 } });
  const earned = (await world.gradesOf(askedId)).map((grade) => [grade.earned, grade.confidence === 0]);
  expect(earned).toHaveLength(3);
  expect(earned).toContainEqual([2, false]);
  expect(earned).toContainEqual([0, false]);
  expect(earned).toContainEqual([0, true]);
});
