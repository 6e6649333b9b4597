import { jobs, llmCalls } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choice, createGradedWorld, free, type GradedWorld } from '../../tests/results/testing/graded-world.ts';
import { confirmGrade } from '../decide/confirm-grade.ts';
import { overrideGrade } from '../decide/override-grade.ts';
import { createEvaluation } from '../evaluations/create-evaluation.ts';
import { GradingModels } from '../testing/grading-models.ts';
import { getEvaluationStats } from './get-evaluation-stats.ts';

let world: GradedWorld;
beforeAll(async () => {
  world = await createGradedWorld();
});
afterAll(() => world.close());

const builtIn = () => Object.assign(new GradingModels(), { builtIn: true });

it('tells how much was graded by whom, at what cost, and how far the teacher agreed', async () => {
  const test = await world.newTest([choice, free]);
  const { actor, courseId } = test;
  const ann = await test.sit([[0], 'It is rain'], { models: builtIn() });
  await test.sit([[1], 'It is rain'], { models: builtIn() });
  const cem = await test.sit([[1], 'A cloud'], { models: builtIn() });
  await test.sit([[1], 'snow'], { models: builtIn() });
  await test.sit([[1], 'light'], { until: 'waiting' });
  await test.sit([[1], 'dust'], { kind: 'preview' });
  await overrideGrade(world.ctx, { actor, id: (await test.gradeOf(ann, 1)).id, earned: 4, reason: 'Fine' });
  await confirmGrade(world.ctx, { actor, id: (await test.gradeOf(cem, 1)).id });
  const rows = await world.ctx.db.select().from(jobs).where(eq(jobs.courseId, courseId));
  const call = { billedTo: actor.userId, provider: 'p', model: 'm', purpose: 'grade_answers', latencyMs: 1, microdollars: 5 };
  for (const [at, outcome] of (['ok', 'error'] as const).entries()) {
    const tokens = { inputTokens: 100, outputTokens: 10 * at, cachedTokens: 40 };
    await world.ctx.db.insert(llmCalls).values({ ...call, ...tokens, id: uuidv7(), jobId: rows[at]?.id ?? null, outcome });
  }
  const stats = await getEvaluationStats(world.ctx, { actor, courseId });
  expect(stats).toEqual({
    jobs: { succeeded: 5, failed: 0, cancelled: 0, open: 1 },
    byCode: 5,
    byModel: { answers: 4, grades: 3, shared: 1, provisional: 1, overridden: 2, flagged: 0 },
    seconds: { p50: expect.any(Number), p95: expect.any(Number) },
    calls: 2,
    callsFailed: 1,
    callsPerAnswer: 0.5,
    tokens: { input: 200, cached: 80, output: 10 },
    microdollars: 10,
    // One point of four was added.
    agreement: { decided: 2, confirmed: 1, meanChange: 0.25 },
  });
  expect(await getEvaluationStats(world.ctx, { actor })).toEqual(stats);
});

it('counts evaluations for whose they are and for operators, in no course', async () => {
  const test = await world.newTest([choice]);
  const { actor, courseId } = test;
  const models = new GradingModels();
  const item = { question: 'How does water fall?', type: 'short_answer' as const, answer: 'rain' };
  const { jobId } = await createEvaluation({ ...world.ctx, models }, { actor, items: [item, item, { ...item, answer: ' ' }] });
  await world.questions.run(jobId, models);
  const mine = await getEvaluationStats(world.ctx, { actor });
  expect(mine).toMatchObject({ jobs: { succeeded: 1 }, byCode: 1, byModel: { answers: 2, grades: 1, shared: 1 } });
  expect(await getEvaluationStats(world.ctx, { actor, courseId })).toMatchObject({ jobs: { succeeded: 0 }, byModel: { answers: 0 } });
  const other = await world.questions.newTeacher();
  expect(await getEvaluationStats(world.ctx, { actor: other })).toMatchObject({
    jobs: { succeeded: 0 },
    byCode: 0,
    seconds: null,
    calls: 0,
    callsPerAnswer: null,
    agreement: { decided: 0, confirmed: 0, meanChange: null },
  });
  const all = await getEvaluationStats(world.ctx, { actor: { ...other, role: 'operator' } });
  expect(all.byModel.answers).toBeGreaterThanOrEqual(2);
  await expect(getEvaluationStats(world.ctx, { actor: other, courseId })).rejects.toMatchObject({ code: 'not_found' });
});
