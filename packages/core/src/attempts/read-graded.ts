import { answers, askedQuestions, type AskedContent, type DbOrTx, grades } from '@lectern/db';
import { asc, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { GradeRow } from '../grading/grade-key.ts';

/** An answer with the grades that count. */
export interface GradedAnswer {
  answer: typeof answers.$inferSelect;
  /** As it was asked. */
  asked: AskedContent;
  documentId: string | null;
  /** The version whose key counts; that which was asked, but for a regrade. */
  basis: AskedContent;
  grade: GradeRow | undefined;
  reasoningGrade: GradeRow | undefined;
}

/** The questions of an attempt in their order. */
export async function readGraded(db: DbOrTx, attemptId: string): Promise<GradedAnswer[]> {
  const reasoningGrades = alias(grades, 'reasoning_grades');
  const bases = alias(askedQuestions, 'bases');
  const rows = await db
    .select({
      answer: answers,
      asked: askedQuestions.content,
      documentId: askedQuestions.documentId,
      basis: bases.content,
      grade: grades,
      reasoningGrade: reasoningGrades,
    })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .leftJoin(grades, eq(grades.id, answers.gradeId))
    .leftJoin(reasoningGrades, eq(reasoningGrades.id, answers.reasoningGradeId))
    .leftJoin(bases, eq(bases.id, grades.basisId))
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.ordinal));
  return rows.map(({ basis, grade, reasoningGrade, ...row }) => ({
    ...row,
    basis: basis ?? row.asked,
    grade: grade ?? undefined,
    reasoningGrade: reasoningGrade ?? undefined,
  }));
}
