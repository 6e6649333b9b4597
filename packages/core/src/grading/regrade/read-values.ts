import type { AnswerPart } from '@lectern/contract';
import { answers, type AnswerValue, type DbOrTx } from '@lectern/db';
import { and, inArray } from 'drizzle-orm';

/** A part of an answer of an attempt. */
export interface PartPlace {
  attemptId: string;
  ordinal: number;
  part: AnswerPart;
}

export function nameOfPart({ attemptId, ordinal, part }: PartPlace): string {
  return `${attemptId} ${ordinal} ${part}`;
}

const attemptsPerQuery = 1_000;

/** What was answered there, by `nameOfPart`; blank reasonings are null as blank answers are. */
export async function readValues(db: DbOrTx, places: readonly PartPlace[]): Promise<Map<string, AnswerValue | null>> {
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
    for (const { answer, reasoning, ...place } of rows) {
      const given = { answer, reasoning: reasoning === null ? null : { text: reasoning } };
      for (const part of ['answer', 'reasoning'] as const) {
        const name = nameOfPart({ ...place, part });
        if (wanted.has(name)) values.set(name, given[part]);
      }
    }
  }
  return values;
}
