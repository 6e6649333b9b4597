import type { GenerateParams } from '@lectern/contract';
import { questions, type DbOrTx } from '@lectern/db';
import { and, count, eq, inArray } from 'drizzle-orm';
import { bankStates } from './bank-states.ts';
import { missingTypes, shareTypes, type TypeCount } from './share-types.ts';

/** How many questions of each type a job still has to bring into the bank. */
export async function readMissing(db: DbOrTx, jobId: string, params: GenerateParams): Promise<TypeCount[]> {
  const accepted = await db
    .select({ type: questions.type, count: count() })
    .from(questions)
    .where(and(eq(questions.jobId, jobId), inArray(questions.state, [...bankStates])))
    .groupBy(questions.type);
  return missingTypes(shareTypes(params.count, params.types), new Map(accepted.map(({ type, count }) => [type, count])));
}
