import { gradeClaims, tasks, type DbOrTx, type Tx } from '@lectern/db';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { leaseMs } from '../jobs/constants.ts';
import type { Claim } from '../jobs/types.ts';
import { byKey, type GradeKey, keyOf } from './grade-key.ts';

/** A task that works on it: the one of this fence, running, and heard of within its lease by the database's clock. */
const isLive = sql<boolean>`exists (
  select from ${tasks} where ${tasks.id} = ${gradeClaims.taskId} and ${tasks.fence} = ${gradeClaims.fence}
    and ${tasks.state} = 'running' and ${tasks.heartbeatAt} >= now() - ${leaseMs} * interval '1 millisecond')`;

interface ClaimInput {
  keys: readonly GradeKey[];
  model: string;
  claim: Claim;
}

/**
 * Claims what no other live task is grading. To be called under the task's fence. Returns those, by `keyOf`, that are this task's
 * now. Whoever claims has to look for grades afterwards: the one before may have stored them just now.
 */
export async function claimGrades(tx: Tx, { keys, model, claim: { taskId, fence } }: ClaimInput): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const claimed = await tx
    .insert(gradeClaims)
    .values(keys.toSorted(byKey).map((key) => ({ ...columnsOf(key), model, taskId, fence })))
    .onConflictDoUpdate({
      target: [gradeClaims.askedId, gradeClaims.basisId, gradeClaims.part, gradeClaims.answerHash, gradeClaims.model],
      set: { taskId, fence },
      setWhere: sql`${gradeClaims.taskId} = ${taskId} or not ${isLive}`,
    })
    .returning();
  return new Set(claimed.map(keyOf));
}

/** Gives back what this task has claimed of these; locked in the order in which others claim, who lock what they do not get as well. */
export async function releaseGrades(tx: Tx, { keys, model, claim }: ClaimInput): Promise<void> {
  if (keys.length === 0) return;
  const own = and(eq(gradeClaims.taskId, claim.taskId), isOneOf(keys, model));
  const { askedId, basisId, part, answerHash } = gradeClaims;
  await tx.select({ askedId }).from(gradeClaims).where(own).orderBy(askedId, basisId, part, answerHash).for('update');
  await tx.delete(gradeClaims).where(own);
}

/** Which of these other live tasks are grading, by `keyOf`. */
export async function findClaimed(db: DbOrTx, { keys, model }: Pick<ClaimInput, 'keys' | 'model'>): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const claimed = await db
    .select()
    .from(gradeClaims)
    .where(and(isOneOf(keys, model), isLive));
  return new Set(claimed.map(keyOf));
}

function isOneOf(keys: readonly GradeKey[], model: string): SQL | undefined {
  const { askedId, basisId, part, answerHash } = gradeClaims;
  const named = keys.map((key) => sql`(${key.askedId}::uuid, ${key.basisId}::uuid, ${key.part}, ${key.answerHash})`);
  return and(
    eq(gradeClaims.model, model),
    inArray(askedId, [...new Set(keys.map((key) => key.askedId))]),
    sql`(${askedId}, ${basisId}, ${part}, ${answerHash}) in (${sql.join(named, sql`, `)})`,
  );
}

function columnsOf({ askedId, basisId, part, answerHash }: GradeKey): GradeKey {
  return { askedId, basisId, part, answerHash };
}
