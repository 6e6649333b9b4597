import { createHash } from 'node:crypto';
import { modelAnswers, type Tx } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '../ctx.ts';
import type { TaskRun } from '../jobs/types.ts';
import { holdDocuments } from '../documents/hold-documents.ts';

interface AskedOnce<Item> {
  purpose: string;
  model: string;
  /** Another one when prompt or schema change, so that answers to the old one are not used. */
  promptVersion: number;
  /** What makes it the same question: the message, or the task where something new is wanted each time. */
  input: string;
  /** The answer holds text made from them: it is kept only while they are there. */
  documentIds: readonly string[];
  /** Keeps from being erased what else the answer holds text of; false: some of it is gone, and the answer is used but not kept. */
  hold?: (tx: Tx) => Promise<boolean>;
  /** A remembered answer that does not pass any more is asked for again. */
  item: z.ZodType<Item>;
}

type Asking = Pick<TaskRun, 'jobId' | 'billedTo' | 'requestedBy' | 'commit'>;

/**
 * The items that were answered to the same question of the same owner before, else what `ask` answers, remembered at once: a
 * task that runs again, because its worker died after the call, does not pay for it again. What Postgres cannot store is left
 * out. Errors: `source_deleted` for an erased document, those of `ask` and `hold`.
 */
export async function answerOnce<Item>(ctx: Ctx, task: Asking, asked: AskedOnce<Item>, ask: () => Promise<Item[]>): Promise<Item[]> {
  const place = {
    ownerId: task.billedTo ?? task.requestedBy,
    purpose: asked.purpose,
    model: asked.model,
    promptVersion: asked.promptVersion,
    inputHash: createHash('sha256').update(asked.input).digest('hex'),
  };
  const [known] = await ctx.db
    .select({ answer: modelAnswers.answer })
    .from(modelAnswers)
    .where(
      and(
        eq(modelAnswers.ownerId, place.ownerId),
        eq(modelAnswers.purpose, place.purpose),
        eq(modelAnswers.model, place.model),
        eq(modelAnswers.promptVersion, place.promptVersion),
        eq(modelAnswers.inputHash, place.inputHash),
      ),
    );
  const remembered = z.array(asked.item).safeParse(known?.answer);
  if (remembered.success) return remembered.data;
  const answer = (await ask()).flatMap((item) => {
    const kept = asked.item.safeParse(storable(item));
    return kept.success ? [kept.data] : [];
  });
  await task.commit(async (tx) => {
    await holdDocuments(tx, asked.documentIds);
    if (asked.hold && !(await asked.hold(tx))) return;
    await tx
      .insert(modelAnswers)
      .values({ ...place, jobId: task.jobId, answer })
      .onConflictDoNothing();
  });
  return answer;
}

/** NUL, and halves of surrogate pairs: models now and then cut an emoji in two or escape a byte. */
const unstorable = /[\0\p{Cs}]/gu;

function storable(item: unknown): unknown {
  return JSON.parse(JSON.stringify(item), (_key, value: unknown) => (typeof value === 'string' ? value.replace(unstorable, '') : value));
}
