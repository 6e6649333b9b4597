import { z } from 'zod';
import { limits } from '../limits.ts';
import type { QueueName } from './queues.ts';
import { AnswerPart, QuestionType } from './results.ts';

/** How one kind of task is delivered, retried and given up. */
export interface TaskContract<P extends z.ZodType = z.ZodType> {
  queue: QueueName;
  /** Ids and small numbers only; what the task works on is in the database. */
  payload: P;
  /** Failures after which the task fails for good. */
  attempts: number;
  /** Ends without a word (process gone) after which the task fails for good. */
  crashes: number;
  /** First delay; doubles with each failure, half of it jitter. */
  backoffMs: number;
  /** Wall clock after which the handler is aborted; counts as a failure. */
  timeoutMs: number;
  /** Relative cost, for fair share; 1 is about a second of one slot. */
  cost: number;
}

const DocumentRef = z.object({ documentId: z.uuid(), revision: z.int().min(1) });

function task<P extends z.ZodType>(contract: TaskContract<P>): TaskContract<P> {
  return contract;
}

/** Every kind of task. A worker must have exactly one handler for each. */
export const taskCatalog = {
  /** Opens the file: page count, bookmarks, whether it can be read at all. */
  'document.inspect': task({
    queue: 'documents',
    payload: DocumentRef,
    attempts: 3,
    crashes: 2,
    backoffMs: 500,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** Text of the pages `from`..`to` (1-based, inclusive). */
  'document.extract': task({
    queue: 'documents',
    payload: DocumentRef.extend({ from: z.int().min(1), to: z.int().min(1) }),
    attempts: 3,
    crashes: 2,
    backoffMs: 500,
    timeoutMs: 120_000,
    cost: 2,
  }),
  /** Finds headers and footers over all pages and cuts the text into chunks. */
  'document.chunk': task({
    queue: 'documents',
    payload: DocumentRef,
    attempts: 3,
    crashes: 3,
    backoffMs: 500,
    timeoutMs: 120_000,
    cost: 1,
  }),
  /** Embeds the chunks `from`..`to` (ordinals, inclusive) and upserts them into the index. */
  'document.index': task({
    queue: 'documents',
    payload: DocumentRef.extend({ from: z.int().min(0), to: z.int().min(0) }),
    attempts: 8,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 120_000,
    cost: 1,
  }),
  /** Makes the revision the one that is read and searched, and removes what older ones left in the index. */
  'document.publish': task({
    queue: 'documents',
    payload: DocumentRef,
    attempts: 8,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** One model call that sums up the sections `from`..`to` (ordinals, inclusive). */
  'document.outline': task({
    queue: 'models',
    payload: DocumentRef.extend({ from: z.int().min(0), to: z.int().min(0) }),
    attempts: 4,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 150_000,
    cost: 2,
  }),
  /** Removes a document: vectors, rows, file. */
  'document.erase': task({
    queue: 'maintenance',
    payload: z.object({
      documentId: z.uuid(),
      /** Where its bytes are, until the check has looked there: afterwards nothing tells it. Absent in older jobs. */
      fileKey: z.string().optional(),
      /** How many vectors were found before any was removed: what is gone cannot be counted again. */
      vectors: z.int().optional(),
    }),
    attempts: 10,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** Removes a course that has no documents left. */
  'course.erase': task({
    queue: 'maintenance',
    payload: z.object({ courseId: z.uuid() }),
    attempts: 10,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** Removes a person's account: logins, keys, memberships, all that is in their name. */
  'account.erase': task({
    queue: 'maintenance',
    payload: z.object({ userId: z.uuid() }),
    attempts: 10,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** Looks for what an erasure should have removed: in the index, the tables, the file store. */
  'erasure.check': task({
    queue: 'maintenance',
    payload: z.object({
      /** What to look for. Absent in older jobs: there one task looks for all of it. */
      part: z
        .object({ documentIds: z.array(z.uuid()).max(100), courseIds: z.array(z.uuid()).max(100), userId: z.uuid().nullable() })
        .optional(),
    }),
    attempts: 10,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** Chooses the passages that a job asks about, for all of its rounds. */
  'questions.choose': task({
    queue: 'models',
    payload: z.object({}),
    attempts: 5,
    crashes: 3,
    backoffMs: 500,
    timeoutMs: 60_000,
    cost: 1,
  }),
  /** One model call that writes up to 5 questions from chosen passages; stores candidates. */
  'questions.write': task({
    queue: 'models',
    payload: z.object({
      batch: z.int().min(0),
      chunkIds: z.array(z.uuid()).min(1).max(20),
      want: z.array(z.object({ type: QuestionType, count: z.int().min(1).max(5) })).min(1),
    }),
    attempts: 4,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 150_000,
    cost: 2,
  }),
  /** One model call that answers candidates again; what passes is taken into the bank at once. */
  'questions.verify': task({
    queue: 'models',
    payload: z.object({
      batch: z.int().min(0),
      questionIds: z.array(z.uuid()).min(1).max(200),
      /** They have passed before, and were only too many of their type: now they fill up a set that others cannot. */
      surplus: z.literal(true).optional(),
    }),
    attempts: 4,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 150_000,
    cost: 2,
  }),
  /** Writes one question of the bank anew, and has it verified. A person waits for it. */
  'question.rewrite': task({
    queue: 'interactive',
    payload: z.object({}),
    attempts: 3,
    crashes: 2,
    backoffMs: 500,
    timeoutMs: 240_000,
    cost: 2,
  }),
  /** Grades up to ten different answers, in one call if they are not too long; those that are the same as one of them come along. */
  'answers.grade': task({
    queue: 'models',
    payload: z.object({
      batch: z.int().min(0),
      /** Answers of the job's attempt, batch or regrade; of the latter each names its attempt. */
      units: z
        .array(z.object({ attemptId: z.uuid().optional(), ordinal: z.int().min(0), part: AnswerPart }))
        .max(limits.itemsPerEvaluation),
    }),
    attempts: 6,
    crashes: 3,
    backoffMs: 1_000,
    timeoutMs: 150_000,
    cost: 2,
  }),
  /** Measures choices and gaps by their new keys and, where it was asked to, lets the new grades count. */
  'regrade.settle': task({
    queue: 'interactive',
    payload: z.object({}),
    attempts: 5,
    crashes: 3,
    backoffMs: 500,
    timeoutMs: 60_000,
    cost: 1,
  }),
} as const satisfies Record<string, TaskContract>;

export type TaskName = keyof typeof taskCatalog;
export const taskNames = Object.keys(taskCatalog) as TaskName[];
export const TaskName = z.enum(taskNames as [TaskName, ...TaskName[]]);
export type TaskPayload<N extends TaskName> = z.infer<(typeof taskCatalog)[N]['payload']>;
