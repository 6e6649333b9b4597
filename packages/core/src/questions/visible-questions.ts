import { documents, questions } from '@lectern/db';
import { and, inArray, sql } from 'drizzle-orm';
import { bankStates } from './bank-states.ts';

/** Questions that people see: those of the bank, unless their document is being erased. */
export function isVisible() {
  const erased = sql`exists (select from ${documents} where ${documents.id} = ${questions.documentId} and ${documents.deletedAt} is not null)`;
  return and(inArray(questions.state, [...bankStates]), sql`not ${erased}`);
}
