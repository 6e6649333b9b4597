import { AppError } from '@lectern/contract';
import { answers, attempts, questions, type Tx } from '@lectern/db';
import { and, eq, inArray } from 'drizzle-orm';
import { invalidField } from '../../invalid-field.ts';
import { isVisible } from '../../questions/visible-questions.ts';
import type { TestRow } from '../../tests/find-test.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';

/** Nothing has changed; or what was named is not in the test, or not in the bank any more. */
export async function whyNothing(tx: Tx, { id, selection }: TestRow, questionIds: readonly string[] | undefined): Promise<AppError> {
  if (questionIds === undefined) return new AppError('nothing_to_regrade');
  const wanted = [...questionIds];
  const asked = await tx
    .selectDistinct({ id: answers.questionId })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .where(and(ofStudents(id), inArray(answers.questionId, wanted)));
  const chosen = selection.kind === 'questions' ? selection.questionIds : [];
  const ids = [...asked.map((question) => question.id), ...chosen.filter((chosen) => wanted.includes(chosen))];
  const there = await tx.$count(questions, and(inArray(questions.id, ids), isVisible()));
  return there > 0
    ? new AppError('nothing_to_regrade')
    : invalidField('question_ids', 'none of them is in this test, or in the bank any more');
}
