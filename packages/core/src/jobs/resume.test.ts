import { jobs } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planners } from '../planners.ts';
import { isResumable, resumesAt } from './resume.ts';
import { createLedgerWorld, type LedgerWorld } from './testing/ledger-world.ts';
import type { JobRow } from './types.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

const failed = {
  state: 'failed',
  stage: 'grade',
  queue: 'models',
  message: '',
  courseId: null,
  params: {},
} as const;

async function insertFailed(over: Pick<JobRow, 'kind' | 'errorCode' | 'run'>): Promise<JobRow> {
  const userId = await world.newUser();
  const [job] = await world.ctx.db
    .insert(jobs)
    .values({ ...failed, ...over, id: uuidv7(), requestedBy: userId, billedTo: userId, finishedAt: sql`now()` })
    .returning();
  if (!job) throw new Error('there is no job');
  return job;
}

/** Whether its time has come when it ended so long ago. */
async function isDue({ id }: JobRow, agoMs: number): Promise<boolean> {
  const { db } = world.ctx;
  await db
    .update(jobs)
    .set({ finishedAt: sql`now() - ${agoMs} * interval '1 millisecond'` })
    .where(eq(jobs.id, id));
  return (await db.$count(jobs, and(eq(jobs.id, id), isResumable()))) > 0;
}

it('a job is run again when it says that it will be, however often it has failed', async () => {
  const slackMs = 20_000;
  for (let run = 1; run <= 30; run += 1) {
    for (const kind of ['answers.grade', 'documents.erase'] as const) {
      const job = await insertFailed({ kind, run, errorCode: 'model_unavailable' });
      const pauseMs = (resumesAt(job)?.getTime() ?? 0) - (job.finishedAt?.getTime() ?? 0);
      expect([await isDue(job, pauseMs - slackMs), await isDue(job, pauseMs + slackMs)], `${kind}, run ${run}`).toEqual([false, true]);
    }
  }
});

it('what has to be retried by somebody is not run again, and does not say so', async () => {
  for (const over of [
    { kind: 'answers.grade', errorCode: 'source_deleted' },
    { kind: 'questions.generate', errorCode: 'model_unavailable' },
  ] as const) {
    const job = await insertFailed({ ...over, run: 1 });
    expect(resumesAt(job)).toBeUndefined();
    expect(await isDue(job, 1_000 * 60 * 60 * 24)).toBe(false);
  }
});
