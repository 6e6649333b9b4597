import { askedQuestions, type DbOrTx } from '@lectern/db';
import { inArray } from 'drizzle-orm';
import type { AskedRow } from './copy-questions.ts';

/** Copies of questions, by their ids; those that are gone are left out. */
export async function readAsked(db: DbOrTx, ids: Iterable<string>): Promise<Map<string, AskedRow>> {
  const wanted = [...new Set(ids)];
  const found = wanted.length === 0 ? [] : await db.select().from(askedQuestions).where(inArray(askedQuestions.id, wanted));
  return new Map(found.map((copy) => [copy.id, copy]));
}
