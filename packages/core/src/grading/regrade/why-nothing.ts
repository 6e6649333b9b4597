import { AppError } from '@lectern/contract';
import { answers, attempts, grades, questions, type Tx } from '@lectern/db';
import { and, countDistinct, eq, inArray, sql } from 'drizzle-orm';
import { invalidField } from '../../invalid-field.ts';
import { isVisible } from '../../questions/visible-questions.ts';
import type { TestRow } from '../../tests/find-test.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';
import { isOverride } from '../stats/is-override.ts';

/** Nothing has changed; or what was named is not in the test, or not in the bank any more. */
export async function whyNothing(tx: Tx, { id, selection }: TestRow, questionIds: readonly string[] | undefined): Promise<AppError> {
  if (questionIds === undefined) return nothing(tx, id, undefined);
  const wanted = [...questionIds];
  const asked = await tx
    .selectDistinct({ id: answers.questionId })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .where(and(ofStudents(id), inArray(answers.questionId, wanted)));
  const chosen = selection.kind === 'questions' ? selection.questionIds : [];
  const ids = [...asked.map((question) => question.id), ...chosen.filter((chosen) => wanted.includes(chosen))];
  const there = await tx.$count(questions, and(inArray(questions.id, ids), isVisible()));
  return there > 0 ? nothing(tx, id, wanted) : invalidField('question_ids', 'none of them is in this test, or in the bank any more');
}

/** Says what may have been overlooked: a teacher's own grades are not measured anew. */
async function nothing(tx: Tx, testId: string, questionIds: string[] | undefined): Promise<AppError> {
  const [kept] = await tx
    .select({ answers: countDistinct(sql`(${answers.attemptId}, ${answers.ordinal})`) })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .innerJoin(grades, sql`${grades.id} in (${answers.gradeId}, ${answers.reasoningGradeId})`)
    .where(and(ofStudents(testId), isOverride, questionIds && inArray(answers.questionId, questionIds)));
  if (!kept?.answers) return new AppError('nothing_to_regrade');
  return new AppError(
    'nothing_to_regrade',
    `There is nothing to measure anew. ${kept.answers} ${kept.answers === 1 ? 'answer keeps' : 'answers keep'} a teacher’s own grade, whatever the key says now: override those one by one.`,
  );
}
