import type { GenerateParams, QuestionType } from '@lectern/contract';
import { questions, type DbOrTx } from '@lectern/db';
import { and, count, eq, inArray } from 'drizzle-orm';
import { bankStates } from './bank-states.ts';
import type { Room } from './select-candidates.ts';
import { missingTypes, mostOfType, shareTypes, type TypeCount } from './share-types.ts';

/** How many questions of each type a job still has to bring into the bank. */
export async function readMissing(db: DbOrTx, jobId: string, params: GenerateParams): Promise<TypeCount[]> {
  const accepted = await countAccepted(db, jobId);
  // A set that was filled up with other types has no room for the missing ones any more.
  return totalOf(accepted) < params.count ? missingTypes(shareTypes(params.count, params.types), accepted) : [];
}

/** How many it may still bring in; `ofAnyType` whatever the types. */
export async function readRoom(db: DbOrTx, jobId: string, params: GenerateParams, ofAnyType: boolean): Promise<Room> {
  const accepted = await countAccepted(db, jobId);
  const total = params.count - totalOf(accepted);
  const shares = shareTypes(params.count, params.types);
  const roomOf = ({ type, count: share }: TypeCount): number => (ofAnyType ? total : mostOfType(share) - (accepted.get(type) ?? 0));
  return { total, ofType: new Map(shares.map((share) => [share.type, roomOf(share)])) };
}

function totalOf(counts: ReadonlyMap<QuestionType, number>): number {
  return [...counts.values()].reduce((sum, of) => sum + of, 0);
}

async function countAccepted(db: DbOrTx, jobId: string): Promise<Map<QuestionType, number>> {
  const rows = await db
    .select({ type: questions.type, count: count() })
    .from(questions)
    .where(and(eq(questions.jobId, jobId), inArray(questions.state, [...bankStates])))
    .groupBy(questions.type);
  return new Map(rows.map(({ type, count: of }) => [type, of]));
}
