import { answers, type AnswerValue, attempts } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { type Ctx, reader } from '../ctx.ts';
import { isOverdue } from './overdue.ts';

interface KeepInput {
  attemptId: string;
  userId: string;
  ordinal: number;
  /** It has to be this one still. */
  answerVersion: number;
  value: AnswerValue | null;
  reasoning: string | null;
  /** Of the question that is shown next. */
  position: number;
}

/** `saved`: the answer's new version; null where it was not the version it had to be. Not `held`: the attempt is over. */
export interface Kept {
  held: boolean;
  saved: number | null;
}

/**
 * Keeps an answer if nobody has changed it since. One statement, which takes the attempt's row as well: whoever ends the attempt
 * comes before it, and nothing is kept, or after it, and finds what was kept. What is acknowledged is never missed.
 */
export async function keepAnswer(ctx: Ctx, input: KeepInput): Promise<Kept> {
  const { attemptId, userId, ordinal, answerVersion, value, reasoning, position } = input;
  const json = value === null ? null : JSON.stringify(value);
  const [kept] = await reader(ctx).execute<{ held: boolean; saved: number | null }>(sql`
    with held as (
      update ${attempts} set position = ${position}
      where ${attempts.id} = ${attemptId} and ${attempts.userId} = ${userId} and ${attempts.state} = 'open' and not ${isOverdue}
      returning ${attempts.id}
    ), saved as (
      update ${answers} set answer = ${json}::jsonb, reasoning = ${reasoning}, answer_version = ${answers.answerVersion} + 1, answered_at = now()
      from held
      where ${answers.attemptId} = held.id and ${answers.ordinal} = ${ordinal} and ${answers.answerVersion} = ${answerVersion}
      returning ${answers.answerVersion}
    )
    select exists (select from held) as held, (select answer_version from saved) as saved`);
  return kept ?? { held: false, saved: null };
}
