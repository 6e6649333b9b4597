import { answers, attempts, grades, type DbOrTx } from '@lectern/db';
import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { GradeRow } from '../grade-key.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';

/** Models' grades that count for students' answers of a test; `questionId`: of this question of the bank alone. */
export async function readModelGrades(db: DbOrTx, testId: string, questionId?: string): Promise<GradeRow[]> {
  return db
    .select()
    .from(grades)
    .where(and(eq(grades.source, 'model'), countsIn(db, testId, questionId)));
}

/** Whether a grade counts for an answer of the test, of either part. */
function countsIn(db: DbOrTx, testId: string, questionId: string | undefined): SQL | undefined {
  const ofTest = and(ofStudents(testId), questionId === undefined ? undefined : eq(answers.questionId, questionId));
  const [byAnswer, byReasoning] = [answers.gradeId, answers.reasoningGradeId].map((id) =>
    inArray(grades.id, db.select({ id }).from(answers).innerJoin(attempts, eq(attempts.id, answers.attemptId)).where(ofTest)),
  );
  return or(byAnswer, byReasoning);
}
