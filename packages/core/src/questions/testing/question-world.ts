import type { QuestionType } from '@lectern/contract';
import { chunks, courses, documentRevisions, documents, files, jobs, pages, questions, tasks } from '@lectern/db';
import { asc, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../actor.ts';
import type { Ctx } from '../../ctx.ts';
import { taskHandlers } from '../../handlers.ts';
import { createHeldTasks, type HeldTasks } from '../../jobs/held-tasks.ts';
import { registerWorker } from '../../jobs/register-worker.ts';
import { runDelivery } from '../../jobs/run-delivery.ts';
import { createLedgerWorld, type LedgerWorld } from '../../jobs/testing/ledger-world.ts';
import { planners } from '../../planners.ts';
import type { FileStore, Models, PdfReader, VectorIndex } from '../../ports/index.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { generateQuestions } from '../generate-questions.ts';
import { ScriptedModels } from './scripted-models.ts';

type QuestionRow = typeof questions.$inferSelect;
type JobRow = typeof jobs.$inferSelect;

/** Courses with text that is indexed already, and question jobs that run in the test's own process. */
export interface QuestionWorld {
  ctx: Ctx;
  newTeacher(): Promise<Actor>;
  /** A course with one published document of these pages, and a passage for each pair of first and last page. */
  newCourse(
    actor: Actor,
    content: { pages: readonly string[]; passages: readonly Passage[] },
  ): Promise<{ courseId: string; documentId: string }>;
  /** Asks for questions of one type; verified by no model unless the test wants it. Returns the job's id. */
  generate(actor: Actor, input: GenerateInput, models?: Models): Promise<string>;
  /** Does a job's waiting tasks until it has ended. */
  run(jobId: string, models: Models): Promise<JobRow>;
  /** Everything that was written for a job, in the order of the bank. */
  questionsOf(jobId: string): Promise<QuestionRow[]>;
  /** How many transactions wait for another one. */
  waitingForLocks(): Promise<number>;
  close(): Promise<void>;
}

type GenerateInput = Omit<Parameters<typeof generateQuestions>[1], 'actor' | 'types'> & { types?: QuestionType[] };

interface Passage {
  from: number;
  to: number;
  text?: string;
  heading?: string;
}

const hourMs = 60 * 60 * 1_000;
/** More turns than any job of a test takes. */
const maxTurns = 30;

export async function createQuestionWorld(): Promise<QuestionWorld> {
  const ledger = await createLedgerWorld(planners);
  const ctx = { ...ledger.ctx, planners };
  return {
    ctx,
    newTeacher: async () => ({ userId: await ledger.newUser(), role: 'teacher' }),
    newCourse: (actor, content) => insertCourse(ctx, actor, content),
    async generate(actor, input, models = new ScriptedModels(() => [])) {
      const asked = { types: ['single_choice' as const], verify: false, ...input };
      const { jobId } = await generateQuestions({ ...ctx, models, reuseWithinMs: hourMs }, { actor, ...asked });
      return jobId;
    },
    run: (jobId, models) => runJob(ctx, ledger, jobId, models),
    questionsOf: (jobId) => ctx.db.select().from(questions).where(eq(questions.jobId, jobId)).orderBy(asc(questions.id)),
    async waitingForLocks() {
      const [row] = await ctx.db.execute<{ count: number }>(sql`
        select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      return row?.count ?? 0;
    },
    close: () => ledger.close(),
  };
}

async function insertCourse(
  { db }: Ctx,
  actor: Actor,
  content: { pages: readonly string[]; passages: readonly Passage[] },
): Promise<{ courseId: string; documentId: string }> {
  const [courseId, fileId, documentId] = [uuidv7(), uuidv7(), uuidv7()];
  const revision = 1;
  await db.insert(courses).values({ id: courseId, ownerId: actor.userId, title: 'Water' });
  await db.insert(files).values({ id: fileId, ownerId: actor.userId, sha256: fileId, bytes: 1, key: `${actor.userId}/${fileId}` });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', revision, jobId: uuidv7() });
  await db.insert(documentRevisions).values({ documentId, revision, pageCount: content.pages.length, bookmarks: [] });
  await db.insert(pages).values(content.pages.map((text, at) => ({ documentId, revision, page: at + 1, text })));
  await db.insert(chunks).values(
    content.passages.map(({ from, to, text, heading }, ordinal) => ({
      id: uuidv7(),
      documentId,
      courseId,
      revision,
      ordinal,
      text: text ?? content.pages.slice(from - 1, to).join('\n'),
      heading: heading ?? null,
      pageFrom: from,
      pageTo: to,
      tokens: 5,
    })),
  );
  return { courseId, documentId };
}

async function runJob(ctx: Ctx, ledger: LedgerWorld, jobId: string, models: Models): Promise<JobRow> {
  const worker = await registerWorker(ctx, { host: 'test', pid: process.pid, queues: ['models'], slots: { models: 1 } });
  const held = createHeldTasks(ctx, worker);
  const deps: WorkDeps = { ctx, models, files: unused<FileStore>(), pdf: unused<PdfReader>(), vectors: unused<VectorIndex>() };
  try {
    for (let turn = 0; turn < maxTurns; turn += 1) {
      const [job] = await ctx.db.select().from(jobs).where(eq(jobs.id, jobId));
      if (!job) throw new Error('the job is gone');
      if (job.finishedAt !== null) return job;
      await deliverNext(ctx, ledger, { jobId, workerId: worker.id, held, deps });
    }
  } finally {
    await held.close();
  }
  throw new Error(`the job did not end within ${maxTurns} turns`);
}

async function deliverNext(
  ctx: Ctx,
  ledger: LedgerWorld,
  { jobId, ...run }: { jobId: string; workerId: string; held: HeldTasks; deps: WorkDeps },
): Promise<void> {
  for (const delivery of ledger.queue.deliveries()) {
    const [task] = await ctx.db.select({ jobId: tasks.jobId }).from(tasks).where(eq(tasks.id, delivery.taskId));
    if (task?.jobId !== jobId) continue;
    const outcome = await runDelivery(ctx, {
      ...run,
      delivery: { ...delivery, stalled: false },
      handlers: taskHandlers,
      shutdown: new AbortController().signal,
    });
    // What failed comes again, here without a pause.
    if (outcome.kind !== 'retry') ledger.queue.acknowledge(delivery);
    return;
  }
}

/** A part that writing questions has nothing to do with: a test that reaches it fails. */
function unused<Part extends object>(): Part {
  return new Proxy({} as Part, {
    get(_target, name) {
      throw new Error(`questions do not need ${String(name)}`);
    },
  });
}
