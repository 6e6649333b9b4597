import { createDb, tasks, users, type Database } from '@lectern/db';
import { createTestDatabase, type TestDatabase } from '@lectern/testing';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { acceptJob } from '../accept-job.ts';
import type { Claim, JobPlanners, NewTask, Store } from '../types.ts';
import { MemoryQueue } from './memory-queue.ts';

/** How many rounds a job with a shortfall gets on top of the first. */
export const extraRounds = 1;

/**
 * Planners that plan from a table of results, as the real ones plan from domain rows: a job of kind
 * `questions.generate` wants its count of results and takes another round while they are missing.
 */
const testPlanners = {
  'questions.generate': {
    stages: {
      choose: async () => ({ kind: 'next', stage: 'write', tasks: [] }),
      write: async () => ({ kind: 'next', stage: 'verify', tasks: [{ key: 'verify', payload: { batch: 0, questionIds: [uuidv7()] } }] }),
      verify: async (tx, job) => {
        const [{ count } = { count: 0 }] = await tx.execute<{ count: number }>(sql`
          select count(*)::int as count from results where job_id = ${job.id} and stage = 'write'`);
        if (count < job.params.count && job.round < extraRounds)
          return { kind: 'round', stage: 'write', tasks: writeTasks(job.params.count - count) };
        return count === 0 ? { kind: 'fail', code: 'no_questions_accepted' } : { kind: 'end', result: resultOf(count) };
      },
    },
    // As soon as one result is there, a task of the stage after.
    early: {
      write: async (tx, { id, run, round }) => {
        const [{ count } = { count: 0 }] = await tx.execute<{ count: number }>(sql`
          select (select count(*)::int from results where job_id = ${id} and stage = 'write')
            * (not exists (select from tasks where job_id = ${id} and run = ${run} and round = ${round} and stage = 'verify'))::int as count`);
        return count === 0
          ? undefined
          : { kind: 'start', stage: 'verify', tasks: [{ key: 'early', payload: { batch: 1, questionIds: [uuidv7()] } }] };
      },
    },
    summarize: async () => resultOf(0),
  },
} satisfies Pick<JobPlanners, 'questions.generate'>;

function resultOf(accepted: number) {
  return {
    questionIds: [],
    requested: accepted,
    accepted,
    rejected: [],
    types: [],
    reused: false,
    cost: { calls: 0, tokens: 0, microdollars: 0 },
  };
}

function writeTasks(count: number): NewTask<'questions.write'>[] {
  return Array.from({ length: count }, (_, batch) => ({
    key: `write:${batch}`,
    payload: { batch, chunkIds: [uuidv7()], want: [{ type: 'true_false', count: 1 }] },
  }));
}

/** The ledger on a real Postgres, a queue in the test's hand, and a table that counts what was stored. */
export interface LedgerWorld {
  ctx: Ctx;
  queue: MemoryQueue;
  database: Database;
  newUser(): Promise<string>;
  /** A job of so many tasks; with `secondRound` it misses results after the first round, and takes so many more tasks for them. */
  accept(requestedBy: string, taskCount: number, secondRound?: number): Promise<string>;
  /** A claim's write; nothing in the table keeps it from being stored twice or under an old fence, so that the test sees it. */
  storeOf(claim: Claim): Store;
  /** How often each task's result is stored; throws when one was stored under an old fence. */
  stored(jobId: string): Promise<Map<string, number>>;
  /** As if the holder of everything that runs had died a minute ago. */
  killWorkers(): Promise<void>;
  /** As if everything in the queue had been handed over a minute ago: time for a look whether it is still there. */
  letSentAge(): Promise<void>;
  close(): Promise<void>;
}

export async function createLedgerWorld(planners: JobPlanners): Promise<LedgerWorld> {
  const testDatabase: TestDatabase = await createTestDatabase();
  const database = createDb(testDatabase.url, { max: 8 });
  await database.sql`create table results (job_id uuid not null, task_id uuid not null, stage text not null, fence int not null, current_fence int not null)`;
  const queue = new MemoryQueue();
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const ctx: Ctx = {
    db: database.db,
    queue,
    planners: { ...planners, ...testPlanners },
    changes: { publish: () => {}, close: async () => {} },
    log,
  };
  return {
    ctx,
    queue,
    database,
    async newUser() {
      const id = uuidv7();
      await database.db.insert(users).values({ id, name: 'Teacher', role: 'teacher' });
      return id;
    },
    accept: (requestedBy, taskCount, secondRound = 0) =>
      inTransaction(ctx, (ctx) =>
        acceptJob(ctx, {
          kind: 'questions.generate',
          requestedBy,
          courseId: null,
          params: { courseId: uuidv7(), count: taskCount + secondRound, types: ['true_false'], documentIds: [], topics: [], verify: true },
          first: { stage: 'write', tasks: writeTasks(taskCount) },
        }),
      ),
    storeOf: (claim) => async (tx) => {
      await tx.execute(sql`insert into results select job_id, id, stage, ${claim.fence}::int, fence from tasks where id = ${claim.taskId}`);
    },
    async stored(jobId) {
      const rows = await database.db.execute<{ task_id: string; count: number; stale: number }>(sql`
        select task_id, count(*)::int as count, (count(*) filter (where fence <> current_fence))::int as stale
        from results where job_id = ${jobId} group by task_id`);
      if (rows.some((row) => row.stale > 0)) throw new Error('a result was stored under an old fence');
      return new Map(rows.map((row) => [row.task_id, row.count]));
    },
    async killWorkers() {
      await database.db
        .update(tasks)
        .set({ heartbeatAt: sql`now() - interval '1 minute'` })
        .where(eq(tasks.state, 'running'));
    },
    async letSentAge() {
      await database.db
        .update(tasks)
        .set({ sentAt: sql`now() - interval '1 minute'` })
        .where(and(eq(tasks.state, 'queued'), isNotNull(tasks.sentAt)));
    },
    async close() {
      await database.close();
      await testDatabase.close();
    },
  };
}
