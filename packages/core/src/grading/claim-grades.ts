import { gradeClaims, tasks, type DbOrTx, type Tx } from '@lectern/db';
import { and, eq, inArray, ne, not, sql, type SQL } from 'drizzle-orm';
import { leaseMs } from '../jobs/constants.ts';
import type { Claim } from '../jobs/types.ts';
import { byKey, type GradeKey, hasKey, keyOf } from './grade-key.ts';

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
 * now. Whoever claims has to look for grades afterwards: the one before may have stored them just now. It takes two statements: the
 * first may wait for others, and sees no task that was taken up meanwhile; what it holds then changes no more, and the second sees it.
 */
export async function claimGrades(tx: Tx, { keys, model, claim: { taskId, fence } }: ClaimInput): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const held = await tx
    .insert(gradeClaims)
    .values(keys.toSorted(byKey).map((key) => ({ ...columnsOf(key), model, taskId, fence })))
    .onConflictDoUpdate({
      target: [gradeClaims.askedId, gradeClaims.basisId, gradeClaims.part, gradeClaims.answerHash, gradeClaims.model],
      set: { taskId, fence },
      // The others are locked all the same.
      setWhere: eq(gradeClaims.taskId, taskId),
    })
    .returning();
  const takenOver = await tx
    .update(gradeClaims)
    .set({ taskId, fence })
    .where(and(isOneOf(keys, model), ne(gradeClaims.taskId, taskId), not(isLive)))
    .returning();
  return new Set([...held, ...takenOver].map(keyOf));
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

const claimsPerStep = 1_000;

/** Removes claims that are good no more; of those that nobody comes back to. Returns whether there may be others. */
export async function sweepClaims(tx: Tx): Promise<boolean> {
  // Held first, and looked at once more: somebody may have taken them over just before.
  const dead = await tx.select().from(gradeClaims).where(not(isLive)).limit(claimsPerStep).for('update', { skipLocked: true });
  for (const [model, claims] of Map.groupBy(dead, (claim) => claim.model)) {
    await tx.delete(gradeClaims).where(and(isOneOf(claims, model), not(isLive)));
  }
  return dead.length === claimsPerStep;
}

function isOneOf(keys: readonly GradeKey[], model: string): SQL | undefined {
  const askedIds = [...new Set(keys.map(({ askedId }) => askedId))];
  return and(eq(gradeClaims.model, model), inArray(gradeClaims.askedId, askedIds), hasKey(gradeClaims, keys));
}

function columnsOf({ askedId, basisId, part, answerHash }: GradeKey): GradeKey {
  return { askedId, basisId, part, answerHash };
}
