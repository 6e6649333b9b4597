import { grades, type Tx } from '@lectern/db';
import { inArray } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { getTestRow } from '../../tests/find-test.ts';
import type { GradeRow } from '../grade-key.ts';
import { stateOfGrade } from '../grade-state.ts';
import { readModelGrades } from '../review/read-counting.ts';
import { asItIs } from './confirm-grade.ts';
import { countAnswers } from './count-answers.ts';
import { lockGrades } from './lock-grade.ts';
import { decidedGrade, replaceGrades } from './replace-grades.ts';

export interface ConfirmedGradesView {
  /** Grades, and the answers that they count for. */
  confirmed: number;
  answers: number;
  /** Grades that have to be looked at one by one. */
  left: number;
}

interface ConfirmInput {
  actor: Actor;
  /** The test. */
  id: string;
  /** Of this question of the bank alone. */
  questionId?: string | undefined;
}

/** Confirms the provisional grades of a test that nothing else speaks against. Errors: `not_found`, `forbidden`. */
export async function confirmTestGrades(ctx: Ctx, { actor, id, questionId }: ConfirmInput): Promise<ConfirmedGradesView> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const test = await getTestRow(ctx, { actor, id, right: 'teach' });
    const found = await readModelGrades(tx, id, questionId);
    const states = Map.groupBy(found, (grade) => stateOfGrade(grade, test));
    const counting = await lockCounting(tx, states.get('provisional') ?? []);
    const { rows, answers } = await replaceGrades(
      tx,
      counting.map((grade) => decidedGrade(grade, asItIs(grade, actor))),
    );
    const detail = { confirmed: rows.length, answers, ...(questionId !== undefined && { question: questionId }) };
    if (rows.length > 0) await audit(ctx, { actor, action: 'test.grades_confirmed', subject: { type: 'test', id }, detail });
    return { confirmed: rows.length, answers, left: states.get('review')?.length ?? 0 };
  });
}

/** Locks grades, and leaves out those that do not count any more: somebody was faster. */
async function lockCounting(tx: Tx, found: readonly { id: string }[]): Promise<GradeRow[]> {
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const rows = await lockGrades(tx, inArray(grades.id, ids));
  const counts = await countAnswers(tx, ids);
  return rows.filter(({ id }) => counts.has(id));
}
