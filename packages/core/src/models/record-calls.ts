import { llmCalls } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../ctx.ts';
import type { ModelCall } from '../ports/index.ts';
import { ModelError } from '../ports/model-error.ts';

/** Whose books a call goes into. Job and task are null when a person waits for the answer. */
export interface Payer {
  jobId: string | null;
  taskId: string | null;
  billedTo: string | null;
}

/**
 * Makes model calls and writes each into the books, the failed ones too; they are no part of the task's transaction.
 * Books that cannot be written are logged: an answer that is paid for, or the model's own error, counts for more.
 */
export async function recordCalls<T extends { calls: ModelCall[] }>(ctx: Ctx, payer: Payer, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await work();
    await write(ctx, payer, answer.calls);
    return answer;
  } catch (error) {
    if (error instanceof ModelError) await write(ctx, payer, error.calls);
    throw error;
  }
}

async function write(ctx: Ctx, payer: Payer, calls: readonly ModelCall[]): Promise<void> {
  if (calls.length === 0) return;
  const { jobId, taskId, billedTo } = payer;
  try {
    await ctx.db
      .insert(llmCalls)
      .values(calls.map((call) => ({ id: uuidv7(), jobId, taskId, billedTo, ...call, errorCode: call.errorCode ?? null })));
  } catch (error) {
    ctx.log.error({ err: error, jobId, taskId, calls: calls.length }, 'model calls could not be written into the books');
  }
}
