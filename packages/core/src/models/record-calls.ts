import { llmCalls } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../ctx.ts';
import type { ModelCall } from '../ports/index.ts';
import { ModelError } from '../ports/model-error.ts';

/** Whose books a call goes into. */
export interface Payer {
  jobId: string;
  taskId: string;
  billedTo: string | null;
}

/** Makes model calls and writes each into the books, the failed ones too; they are no part of the task's transaction. */
export async function recordCalls<T extends { calls: ModelCall[] }>(ctx: Ctx, payer: Payer, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await work();
    await write(ctx, payer, answer.calls);
    return answer;
  } catch (error) {
    await write(ctx, payer, error instanceof ModelError ? error.calls : []);
    throw error;
  }
}

async function write(ctx: Ctx, payer: Payer, calls: readonly ModelCall[]): Promise<void> {
  if (calls.length === 0) return;
  const { jobId, taskId, billedTo } = payer;
  await ctx.db
    .insert(llmCalls)
    .values(calls.map((call) => ({ id: uuidv7(), jobId, taskId, billedTo, ...call, errorCode: call.errorCode ?? null })));
}
