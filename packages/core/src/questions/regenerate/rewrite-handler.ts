import { AppError, type RegenerateParams } from '@lectern/contract';
import { questions, type Tx } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { holdDocuments } from '../../documents/hold-documents.ts';
import type { TaskHandler } from '../../jobs/types.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { lockBank, readNewInBank } from '../compare-with-bank.ts';
import { isDuplicate } from '../question-print.ts';
import type { QuestionRow } from '../question-view.ts';
import { changeQuestion } from '../review/change-question.ts';
import { lockUnchanged, readRegenerateParams, readSourcesAround, readUnchanged } from './read-question.ts';
import { tryRewrite, type Rewritten, type RewriteTask, type TurnedDown } from './try-rewrite.ts';

/**
 * Calls that write, until one question passes, by how many pages before and after the evidence they see: where a page has
 * been asked about enough, those beside it have not.
 */
const reaches = [0, 1] as const;

/**
 * Writes a question anew from the passages around its evidence, and replaces it as its next version. It stays as it is
 * when nothing passes (`no_questions_accepted`) and when a person was faster (`conflict`).
 */
export const rewriteQuestion: TaskHandler<'question.rewrite', WorkDeps> = async (deps, task) => {
  const { ctx } = deps;
  const params = await readRegenerateParams(ctx.db, task.jobId);
  const question = await readUnchanged(ctx.db, params);
  // Of earlier runs: a person who has the job run again wants other questions than those that did not pass.
  const before = await ctx.db.$count(questions, eq(questions.taskId, task.taskId));
  const turnedDown: TurnedDown[] = [];
  for (const reach of reaches) {
    const sources = await readSourcesAround(ctx, question, reach);
    // A person who has it run again wants another try, also where the last one brought nothing.
    const attempt = `${task.taskId}\n${params.run}:${reach}`;
    const result = await tryRewrite(deps, task, { question, hint: params.hint, sources, attempt });
    turnedDown.push(...result.turnedDown);
    const { rewritten } = result;
    if (rewritten) {
      return async (tx) => {
        await holdDocuments(tx, params.documentIds);
        await insertTurnedDown(tx, task, question, { turnedDown, before });
        await replaceContent(tx, task, params, rewritten);
      };
    }
  }
  await task.commit(async (tx) => {
    await holdDocuments(tx, params.documentIds);
    await insertTurnedDown(tx, task, question, { turnedDown, before });
  });
  throw new AppError('no_questions_accepted');
};

async function replaceContent(tx: Tx, task: RewriteTask, params: RegenerateParams, rewritten: Rewritten): Promise<void> {
  const { content, print, vector, embeddingModel, seen } = rewritten;
  await lockBank(tx, params.courseId);
  const question = await lockUnchanged(tx, params);
  const entered = await readNewInBank(tx, params.courseId, seen);
  // The next run compares with that too, and tries again.
  if (entered.some((other) => isDuplicate(print, other))) throw new AppError('no_questions_accepted', undefined, { retryable: true });
  await changeQuestion(tx, question, {
    set: { ...content, state: 'draft', vector, embeddingModel },
    change: 'regenerated',
    note: params.hint ?? null,
    changedBy: task.requestedBy,
  });
}

/** Beside their reasons, as those of a set: for the job's result, and for the numbers. */
async function insertTurnedDown(
  tx: Tx,
  { jobId, taskId }: RewriteTask,
  { courseId, documentId }: QuestionRow,
  { turnedDown, before }: { turnedDown: readonly TurnedDown[]; before: number },
): Promise<void> {
  if (turnedDown.length === 0) return;
  const rows = turnedDown.map(({ content, reason, note }, index): typeof questions.$inferInsert => ({
    ...content,
    id: uuidv7(),
    courseId,
    documentId,
    jobId,
    taskId,
    ordinal: before + index,
    state: 'discarded',
    discardReason: reason,
    discardNote: note,
  }));
  await tx
    .insert(questions)
    .values(rows)
    .onConflictDoNothing({ target: [questions.taskId, questions.ordinal] });
}
