import { answers, attempts, grades, type DbOrTx } from '@lectern/db';
import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import { ofStudents } from '../../tests/results/read-attempts.ts';
import { type ScoredGrade, scoredColumns } from '../../tests/results/read-scored.ts';
import { gradeColumns } from '../answer-part.ts';

/**
 * Models' grades that count for students' answers of a test, as far as it takes to tell their state; `questionId`: of this question of
 * the bank alone.
 */
export async function readModelGrades(db: DbOrTx, testId: string, questionId?: string): Promise<ScoredGrade[]> {
  return db
    .select(scoredColumns)
    .from(grades)
    .where(and(eq(grades.source, 'model'), countsIn(db, testId, questionId)));
}

/** Whether a grade counts for an answer of the test, of either part. */
function countsIn(db: DbOrTx, testId: string, questionId: string | undefined): SQL | undefined {
  const ofTest = and(ofStudents(testId), questionId === undefined ? undefined : eq(answers.questionId, questionId));
  const [byAnswer, byReasoning] = Object.values(gradeColumns).map((id) =>
    inArray(grades.id, db.select({ id }).from(answers).innerJoin(attempts, eq(attempts.id, answers.attemptId)).where(ofTest)),
  );
  return or(byAnswer, byReasoning);
}
