import { AnswerPart } from '@lectern/contract';
import { answers, type AnswerValue, type DbOrTx } from '@lectern/db';
import { and, inArray } from 'drizzle-orm';
import { nameOfPart, type PartPlace, valueOfPart } from '../answer-part.ts';

interface AttemptPart extends PartPlace {
  attemptId: string;
}

const attemptsPerQuery = 1_000;

/** What was answered there, by `nameOfPart`; blank reasonings are null as blank answers are. */
export async function readValues(db: DbOrTx, places: readonly AttemptPart[]): Promise<Map<string, AnswerValue | null>> {
  const wanted = new Set(places.map(nameOfPart));
  const attemptIds = [...new Set(places.map(({ attemptId }) => attemptId))];
  const ordinals = [...new Set(places.map(({ ordinal }) => ordinal))];
  const values = new Map<string, AnswerValue | null>();
  for (let from = 0; from < attemptIds.length; from += attemptsPerQuery) {
    const { attemptId, ordinal, answer, reasoning } = answers;
    const rows = await db
      .select({ attemptId, ordinal, answer, reasoning })
      .from(answers)
      .where(and(inArray(attemptId, attemptIds.slice(from, from + attemptsPerQuery)), inArray(ordinal, ordinals)));
    for (const row of rows) {
      for (const part of AnswerPart.options) {
        const name = nameOfPart({ ...row, part });
        if (wanted.has(name)) values.set(name, valueOfPart(part, row));
      }
    }
  }
  return values;
}
