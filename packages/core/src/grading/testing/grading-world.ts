import { answers, askedQuestions, type AskedContent, attempts, courses, grades, jobs, tasks } from '@lectern/db';
import { asc, eq, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../actor.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { taskHandlers } from '../../handlers.ts';
import { claimTask } from '../../jobs/claim-task.ts';
import { commitUnderClaim } from '../../jobs/finish-task.ts';
import { createHeldTasks, type HeldTasks } from '../../jobs/held-tasks.ts';
import { reconcile } from '../../jobs/reconcile.ts';
import { registerWorker } from '../../jobs/register-worker.ts';
import { runDelivery } from '../../jobs/run-delivery.ts';
import { createLedgerWorld, type LedgerWorld } from '../../jobs/testing/ledger-world.ts';
import type { TaskRun } from '../../jobs/types.ts';
import { planners } from '../../planners.ts';
import type { FileStore, Models, PdfReader, VectorIndex } from '../../ports/index.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { acceptAttemptGrading, type GradingUnit } from '../accept-grading.ts';

type JobRow = typeof jobs.$inferSelect;
type AnswerRow = typeof answers.$inferSelect;
type GradeRow = typeof grades.$inferSelect;

interface Given {
  askedId: string;
  text?: string;
  /** Of a choice, the first option of which was chosen. */
  reasoning?: string;
}

/** Courses with attempts that have just been submitted, and jobs that run in the test's own process. */
export interface GradingWorld {
  ctx: Ctx;
  ledger: LedgerWorld;
  newTeacher(): Promise<Actor>;
  newCourse(): Promise<{ courseId: string; teacher: Actor }>;
  /** A short answer whose criteria are the words that have to be in it, but for what a test changes. */
  newQuestion(courseId: string, over?: Partial<AskedContent>): Promise<string>;
  /** Somebody's attempt with these answers, and the job that grades them. */
  submit(courseId: string, given: readonly Given[]): Promise<{ attemptId: string; jobId: string; student: Actor }>;
  depsOf(models: Models): WorkDeps;
  /** Takes a job's task as a worker does. */
  claimTaskOf(jobId: string): Promise<TaskRun<'answers.grade'>>;
  /** Does what waits, several tasks at once, until these jobs have ended. */
  run(jobIds: readonly string[], models: Models): Promise<JobRow[]>;
  /** As if a job had failed so long ago. */
  letAge(jobId: string, seconds: number): Promise<void>;
  answersOf(attemptId: string): Promise<AnswerRow[]>;
  gradesOf(askedId: string): Promise<GradeRow[]>;
  close(): Promise<void>;
}

/** More turns than any job of a test takes. */
const maxTurns = 60;

export async function createGradingWorld(): Promise<GradingWorld> {
  const ledger = await createLedgerWorld(planners);
  const { ctx } = ledger;
  const newTeacher = async (): Promise<Actor> => ({ userId: await ledger.newUser(), role: 'teacher' });
  return {
    ctx,
    ledger,
    newTeacher,
    async newCourse() {
      const [courseId, teacher] = [uuidv7(), await newTeacher()];
      await ctx.db.insert(courses).values({ id: courseId, ownerId: teacher.userId, title: 'Water' });
      return { courseId, teacher };
    },
    async newQuestion(courseId, over) {
      const id = uuidv7();
      await ctx.db.insert(askedQuestions).values({ id, courseId, questionId: uuidv7(), version: 1, content: { ...shortAnswer, ...over } });
      return id;
    },
    submit: (courseId, given) => submit(ledger, courseId, given),
    depsOf: (models) => depsOf(ctx, models),
    claimTaskOf: (jobId) => claimTaskOf(ctx, jobId),
    run: (jobIds, models) => runJobs(ledger, jobIds, depsOf(ctx, models)),
    async letAge(jobId, seconds) {
      await ctx.db
        .update(jobs)
        .set({ finishedAt: sql`now() - ${seconds} * interval '1 second'` })
        .where(eq(jobs.id, jobId));
    },
    answersOf: (attemptId) => ctx.db.select().from(answers).where(eq(answers.attemptId, attemptId)).orderBy(asc(answers.ordinal)),
    gradesOf: (askedId) => ctx.db.select().from(grades).where(eq(grades.askedId, askedId)).orderBy(asc(grades.id)),
    close: () => ledger.close(),
  };
}

const shortAnswer: AskedContent = {
  type: 'short_answer',
  stem: 'What are clouds made of?',
  options: [],
  answer: 'Of drops of water.',
  accepted: [],
  rubric: [
    { criterion: 'drops', points: 2 },
    { criterion: 'water', points: 1 },
  ],
  reasoningRubric: [],
  starter: null,
  explanation: '',
  difficulty: 'easy',
  bloom: 'remember',
  topic: 'water',
  language: 'en',
  page: 1,
  quote: 'Clouds are made of tiny drops of water.',
};

async function submit({ ctx, newUser }: LedgerWorld, courseId: string, given: readonly Given[]) {
  const [attemptId, studentId] = [uuidv7(), await newUser()];
  const [course] = await ctx.db.select().from(courses).where(eq(courses.id, courseId));
  const units = given.map(({ reasoning }, ordinal): GradingUnit => ({ ordinal, part: reasoning === undefined ? 'answer' : 'reasoning' }));
  const jobId = await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    await tx.insert(attempts).values({
      id: attemptId,
      courseId,
      userId: studentId,
      kind: 'practice',
      track: 'general',
      number: 1,
      seed: 'seed',
      state: 'submitted',
    });
    await tx.insert(answers).values(
      given.map(({ askedId, text, reasoning }, ordinal) => ({
        attemptId,
        ordinal,
        askedId,
        questionId: uuidv7(),
        points: 1,
        optionOrder: [],
        answer: text === undefined ? { chosen: [0] } : { text },
        reasoning: reasoning ?? null,
      })),
    );
    return acceptAttemptGrading(ctx, { attemptId, courseId, studentId, payerId: course?.ownerId ?? '', units });
  });
  return { attemptId, jobId, student: { userId: studentId, role: 'student' as const } };
}

async function claimTaskOf(ctx: Ctx, jobId: string): Promise<TaskRun<'answers.grade'>> {
  const [task] = await ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId));
  if (!task) throw new Error('the job has no task');
  const outcome = await claimTask(ctx, { taskId: task.id, delivery: task.delivery, stalled: false, workerId: uuidv7() });
  if (outcome.kind !== 'claimed') throw new Error('the task was not to be had');
  const { claim, job } = outcome;
  return {
    ...claim,
    name: 'answers.grade',
    payload: task.payload as TaskRun<'answers.grade'>['payload'],
    requestedBy: job.requestedBy,
    billedTo: job.billedTo,
    courseId: job.courseId,
    round: 0,
    signal: new AbortController().signal,
    commit: (store) => commitUnderClaim(ctx, claim, store),
  };
}

function depsOf(ctx: Ctx, models: Models): WorkDeps {
  return { ctx, models, files: unused<FileStore>(), pdf: unused<PdfReader>(), vectors: unused<VectorIndex>() };
}

async function runJobs(ledger: LedgerWorld, jobIds: readonly string[], deps: WorkDeps): Promise<JobRow[]> {
  const { ctx } = ledger;
  const worker = await registerWorker(ctx, { host: 'test', pid: process.pid, queues: ['models'], slots: { models: 4 } });
  const held = createHeldTasks(ctx, worker);
  try {
    for (let turn = 0; turn < maxTurns; turn += 1) {
      const rows = await ctx.db
        .select()
        .from(jobs)
        .where(inArray(jobs.id, [...jobIds]));
      if (rows.every(({ finishedAt }) => finishedAt !== null)) return jobIds.flatMap((id) => rows.find((row) => row.id === id) ?? []);
      await deliverAll(ledger, { jobIds, workerId: worker.id, held, deps });
    }
  } finally {
    await held.close();
  }
  throw new Error(`the jobs did not end within ${maxTurns} turns`);
}

interface DeliverInput {
  jobIds: readonly string[];
  workerId: string;
  held: HeldTasks;
  deps: WorkDeps;
}

/** What was put back comes again as soon as the reconciler has looked for it, here without a pause. */
async function deliverAll(ledger: LedgerWorld, { jobIds, ...run }: DeliverInput): Promise<void> {
  const { ctx, queue } = ledger;
  const own = await ctx.db
    .select({ id: tasks.id })
    .from(tasks)
    .where(inArray(tasks.jobId, [...jobIds]));
  const deliveries = queue.deliveries().filter(({ taskId }) => own.some(({ id }) => id === taskId));
  await Promise.all(
    deliveries.map(async (delivery) => {
      const outcome = await runDelivery(ctx, {
        ...run,
        delivery: { ...delivery, stalled: false },
        handlers: taskHandlers,
        shutdown: new AbortController().signal,
      });
      if (outcome.kind !== 'retry') queue.acknowledge(delivery);
    }),
  );
  if (deliveries.length > 0) return;
  await ctx.db
    .update(tasks)
    .set({ sentAt: sql`now() - interval '1 minute'` })
    .where(eq(tasks.state, 'queued'));
  await reconcile(ctx);
}

/** A part that grading has nothing to do with: a test that reaches it fails. */
function unused<Part extends object>(): Part {
  return new Proxy({} as Part, {
    get(_target, name) {
      throw new Error(`grading does not need ${String(name)}`);
    },
  });
}
