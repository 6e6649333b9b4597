import { gradeClaims, tasks } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepExpired } from '../system/sweep-expired.ts';
import { claimGrades, releaseGrades } from './claim-grades.ts';
import { gradeAnswers } from './grade-handler.ts';
import type { GradeKey } from './grade-key.ts';
import { GradingModels } from './testing/grading-models.ts';
import { createGradingWorld, type GradingWorld } from './testing/grading-world.ts';

let world: GradingWorld;
beforeAll(async () => {
  world = await createGradingWorld();
});
afterAll(() => world.close());

const model = 'grading-chat';

/** Jobs of so many students who have all answered the same. */
async function newJobs(count: number) {
  const { courseId } = await world.newCourse();
  const askedId = await world.newQuestion(courseId);
  const jobIds: string[] = [];
  for (let student = 0; student < count; student += 1) {
    jobIds.push((await world.submit(courseId, [{ askedId, text: 'Of drops.' }])).jobId);
  }
  const keys = ['first', 'second'].map((answerHash): GradeKey => ({ askedId, basisId: askedId, part: 'answer', answerHash }));
  return { askedId, jobIds, keys };
}

async function failingModel(): Promise<never> {
  throw new Error('the worker is gone');
}

it('what a task claims that was taken up while another waited for something else stays its own', async () => {
  const { jobIds, keys } = await newJobs(3);
  const [early, waiting, late = ''] = jobIds;
  const [holder, waiter] = [await world.claimTaskOf(early ?? ''), await world.claimTaskOf(waiting ?? '')];
  const [isHeld, isOver] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = holder.commit(async (tx) => {
    await claimGrades(tx, { keys: keys.slice(0, 1), model, claim: holder });
    isHeld.resolve();
    await isOver.promise;
    await releaseGrades(tx, { keys: keys.slice(0, 1), model, claim: holder });
  });
  await isHeld.promise;
  let got = new Set<string>();
  const wanting = waiter.commit(async (tx) => {
    got = await claimGrades(tx, { keys, model, claim: waiter });
  });
  await waitFor(async () => {
    const [blocked] = await world.ctx.db.execute<{ count: number }>(
      sql`select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return blocked?.count;
  });
  const newcomer = await world.claimTaskOf(late);
  await newcomer.commit(async (tx) => {
    await claimGrades(tx, { keys: keys.slice(1), model, claim: newcomer });
  });
  isOver.resolve();
  await Promise.all([holding, wanting]);
  expect(got.size).toBe(1);
  const [second] = await world.ctx.db.select().from(gradeClaims).where(eq(gradeClaims.taskId, newcomer.taskId));
  expect(second).toMatchObject({ answerHash: 'second' });
});

it('whoever waits for others gives its place up soon, and comes back', async () => {
  const [first, second] = (await newJobs(2)).jobIds;
  const holder = await world.claimTaskOf(first ?? '');
  await gradeAnswers(world.depsOf(new GradingModels(failingModel)), holder).catch(() => {});
  const waiting = gradeAnswers(world.depsOf(new GradingModels()), await world.claimTaskOf(second ?? ''));
  await expect(waiting).rejects.toMatchObject({ code: 'model_unavailable', retryAfterMs: 2_000 });
}, 20_000);

it('claims of tasks that nobody is at go, those of others stay', async () => {
  const [dead, alive] = [await newJobs(1), await newJobs(1)];
  for (const { jobIds } of [dead, alive]) {
    await gradeAnswers(world.depsOf(new GradingModels(failingModel)), await world.claimTaskOf(jobIds[0] ?? '')).catch(() => {});
  }
  await world.ctx.db
    .update(tasks)
    .set({ heartbeatAt: sql`now() - interval '1 hour'` })
    .where(eq(tasks.jobId, dead.jobIds[0] ?? ''));
  await sweepExpired(world.ctx, { auditDays: 365 });
  const left = await Promise.all([dead, alive].map(({ askedId }) => world.ctx.db.$count(gradeClaims, eq(gradeClaims.askedId, askedId))));
  expect(left).toEqual([0, 1]);
});
