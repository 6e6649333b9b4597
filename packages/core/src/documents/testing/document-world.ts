import { Readable } from 'node:stream';
import { courses, documents, jobs, tasks } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../actor.ts';
import type { Ctx } from '../../ctx.ts';
import { taskHandlers } from '../../handlers.ts';
import { createHeldTasks } from '../../jobs/held-tasks.ts';
import { registerWorker } from '../../jobs/register-worker.ts';
import { runDelivery } from '../../jobs/run-delivery.ts';
import { createLedgerWorld } from '../../jobs/testing/ledger-world.ts';
import { planners } from '../../planners.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { addDocuments, type AddedDocument } from '../add-documents.ts';
import { MemoryFiles } from './memory-files.ts';
import { MemoryIndex } from './memory-index.ts';
import { CountingModels, OnePagePdfs } from './stand-ins.ts';

/** The ledger on a real Postgres, and jobs on documents that run in the test's own process, task by task. */
export interface DocumentWorld {
  ctx: Ctx & { files: MemoryFiles; models: CountingModels; vectors: MemoryIndex };
  newTeacher(): Promise<Actor>;
  newCourse(actor: Actor): Promise<string>;
  /** One document a content; the same content is the same file. */
  upload(actor: Actor, courseId: string, ...contents: string[]): Promise<AddedDocument[]>;
  /** Does a job's tasks until none of them waits; with `until` only to the beginning of that stage. */
  run(jobId: string, until?: string): Promise<typeof jobs.$inferSelect>;
  /** Uploads and reads a document. */
  ready(actor: Actor, courseId: string, content: string): Promise<AddedDocument>;
  job(id: string): Promise<typeof jobs.$inferSelect>;
  document(id: string): Promise<typeof documents.$inferSelect | undefined>;
  close(): Promise<void>;
}

export async function createDocumentWorld(): Promise<DocumentWorld> {
  const ledger = await createLedgerWorld(planners);
  const ctx = { ...ledger.ctx, planners, files: new MemoryFiles(), models: new CountingModels(), vectors: new MemoryIndex() };
  const deps: WorkDeps = { ctx, files: ctx.files, models: ctx.models, vectors: ctx.vectors, pdf: new OnePagePdfs() };
  const worker = await registerWorker(ctx, { host: 'test', pid: process.pid, queues: ['documents', 'models'], slots: {} });
  const held = createHeldTasks(ctx, worker);

  async function job(id: string): Promise<typeof jobs.$inferSelect> {
    const [found] = await ctx.db.select().from(jobs).where(eq(jobs.id, id));
    if (!found) throw new Error('the job is gone');
    return found;
  }

  async function deliverOne(jobId: string): Promise<boolean> {
    for (const delivery of ledger.queue.deliveries()) {
      const [task] = await ctx.db.select({ jobId: tasks.jobId }).from(tasks).where(eq(tasks.id, delivery.taskId));
      if (task?.jobId !== jobId) continue;
      ledger.queue.acknowledge(delivery);
      const arrived = { ...delivery, stalled: false };
      const outcome = await runDelivery(ctx, {
        delivery: arrived,
        handlers: taskHandlers,
        deps,
        held,
        workerId: worker.id,
        shutdown: new AbortController().signal,
      });
      if (outcome.kind === 'retry' || outcome.kind === 'later') await ledger.queue.send([delivery]);
      return true;
    }
    return false;
  }

  async function run(jobId: string, until?: string): Promise<typeof jobs.$inferSelect> {
    while ((await job(jobId)).stage !== until && (await deliverOne(jobId)));
    return job(jobId);
  }

  async function upload(actor: Actor, courseId: string, ...contents: string[]): Promise<AddedDocument[]> {
    const files = await Promise.all(
      contents.map(async (content) => ({
        stored: await ctx.files.put(actor.userId, Readable.from([Buffer.from(content)])),
        name: 'a.pdf',
      })),
    );
    return (await addDocuments(ctx, { actor, course: { id: courseId }, files })).jobs;
  }

  return {
    ctx,
    job,
    run,
    upload,
    newTeacher: async () => ({ userId: await ledger.newUser(), role: 'teacher' }),
    async newCourse(actor) {
      const id = uuidv7();
      await ctx.db.insert(courses).values({ id, ownerId: actor.userId, title: 'Water' });
      return id;
    },
    async ready(actor, courseId, content) {
      const [added] = await upload(actor, courseId, content);
      if (!added) throw new Error('nothing was accepted');
      await run(added.id);
      return added;
    },
    async document(id) {
      const [found] = await ctx.db.select().from(documents).where(eq(documents.id, id));
      return found;
    },
    async close() {
      await held.close();
      await ledger.close();
    },
  };
}
