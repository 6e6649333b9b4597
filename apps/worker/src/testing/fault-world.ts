import { readFile } from 'node:fs/promises';
import { cancelJob, findQuote, listQuestions, type QuestionView } from '@lectern/core';
import { jobs, llmCalls, pages, questions, tasks } from '@lectern/db';
import type { QueueBackend } from '@lectern/testing';
import type { FaultProxy, RequestRecord } from '@lectern/testing/fault-proxy';
import { and, asc, count, eq, gt, inArray, ne, sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { RunningWorker } from '../start-worker.ts';
import type { TestProviders } from './test-providers.ts';
import { createWorkerWorld, type WorkerWorld } from './worker-world.ts';

const chapterFile = new URL('../../../../samples/water-cycle-and-weather.pdf', import.meta.url);

/** A course with a chapter that has been read, about which questions are asked while things go wrong. */
export interface FaultWorld extends WorkerWorld {
  courseId: string;
  /** Runs a worker that asks these; it ends with the test's `reset`. */
  serve(providers: TestProviders): Promise<void>;
  /** The bank of the course. Each question in it has been looked at: there once, its quote on the page it names. */
  bank(): Promise<QuestionView[]>;
  tasksOf(jobId: string): Promise<(typeof tasks.$inferSelect)[]>;
  callsOf(jobId: string): Promise<(typeof llmCalls.$inferSelect)[]>;
  /** Tasks of which one kind of call was answered, and so paid for, more than once. */
  paidTwice(jobId: string): Promise<unknown[]>;
  /** Whoever wants to write questions has to wait until `work` is done; answers of models are still stored. */
  withFrozenQuestions(work: () => Promise<void>): Promise<void>;
  /** Ends all workers: those of a new configuration are to follow. */
  endWorkers(): Promise<void>;
  /** Ends workers and jobs, and empties the bank. */
  reset(): Promise<void>;
}

export async function createFaultWorld(backend: QueueBackend): Promise<FaultWorld> {
  const world = await createWorkerWorld(backend);
  const { ctx, actor } = world;
  const running: { close(): Promise<void> }[] = [];

  async function endWorkers(): Promise<void> {
    await Promise.all(running.splice(0).map((worker) => worker.close()));
  }

  async function runWorker(env?: Readonly<Record<string, string>>): Promise<RunningWorker> {
    const worker = await world.runWorker(env);
    running.push(worker);
    return worker;
  }

  async function readChapter(): Promise<string> {
    await runWorker();
    const { courseId, jobs: accepted } = await world.upload(await readFile(chapterFile));
    expect(await world.ended(accepted[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
    await endWorkers();
    return courseId;
  }

  const courseId = await readChapter();
  return {
    ...world,
    courseId,
    runWorker,
    endWorkers,
    async startWorker() {
      const worker = await world.startWorker();
      running.push({ close: () => worker.stop('SIGKILL') });
      return worker;
    },
    async serve(providers) {
      await world.useProviders(providers);
      await runWorker();
    },
    async bank() {
      const { items } = await listQuestions(ctx, { actor, courseId, limit: 100 });
      expect(new Set(items.map(({ stem }) => stem)).size, 'no question is there twice').toBe(items.length);
      for (const { evidence } of items)
        expect(await isEvidence(world, evidence), `“${evidence.quote}” on page ${evidence.page}`).toBe(true);
      return items;
    },
    tasksOf: (jobId) => ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId)).orderBy(asc(tasks.createdAt), asc(tasks.id)),
    callsOf: (jobId) => ctx.db.select().from(llmCalls).where(eq(llmCalls.jobId, jobId)).orderBy(asc(llmCalls.id)),
    paidTwice: (jobId) =>
      ctx.db
        .select({ taskId: llmCalls.taskId, purpose: llmCalls.purpose })
        .from(llmCalls)
        .where(and(eq(llmCalls.jobId, jobId), ne(llmCalls.outcome, 'error')))
        .groupBy(llmCalls.taskId, llmCalls.purpose)
        .having(gt(count(), 1)),
    withFrozenQuestions: (work) =>
      ctx.db.transaction(async (tx) => {
        await tx.execute(sql`lock table ${questions} in exclusive mode`);
        await work();
      }),
    async close() {
      await endWorkers();
      await world.close();
    },
    async reset() {
      await endWorkers();
      const open = await ctx.db
        .select({ id: jobs.id })
        .from(jobs)
        .where(inArray(jobs.state, ['queued', 'running']));
      for (const { id } of open) await cancelJob(ctx, { actor, id });
      await ctx.db.delete(questions).where(eq(questions.courseId, courseId));
    },
  };
}

async function isEvidence({ ctx }: WorkerWorld, { documentId, revision, page, quote }: QuestionView['evidence']): Promise<boolean> {
  const [found] = await ctx.db
    .select({ text: pages.text })
    .from(pages)
    .where(and(eq(pages.documentId, documentId), eq(pages.revision, revision), eq(pages.page, page)));
  return findQuote(found?.text ?? '', quote) !== undefined;
}

/** What a proxy was asked for questions, or for verdicts on them. */
export function asked({ records }: FaultProxy, schema: 'write_questions' | 'verify_questions'): RequestRecord[] {
  return records.filter((record) => record.schema === schema);
}
