import { AnswerPart } from '@lectern/contract';
import type { answers, askedQuestions, Tx } from '@lectern/db';
import { keyOfPart, valueOfPart } from '../grading/answer-part.ts';
import { type CodeGraded, gradeByCode, needsNoModel } from '../grading/grade-by-code.ts';
import { gradesByKey } from '../grading/grade-key.ts';
import { linkEnding, linkUntilFirm } from '../grading/link-grades.ts';
import { asksReasoning } from '../grading/score-of.ts';

interface AnswerRow {
  answer: typeof answers.$inferSelect;
  asked: typeof askedQuestions.$inferSelect;
}

/** What of an attempt gets a grade of its own: each answer, and each reasoning that is asked for. */
export interface GradedPart extends CodeGraded {
  ordinal: number;
}

/** The parts of answers in their order: those that the code grades, and those that take a model. */
export function partsOf(rows: readonly AnswerRow[]): { byCode: GradedPart[]; byModel: GradedPart[] } {
  const parts = rows.flatMap(({ answer, asked: { id, content } }): GradedPart[] => {
    const common = { ordinal: answer.ordinal, askedId: id, asked: content, basisId: id, basis: content };
    const parts = asksReasoning(content) ? AnswerPart.options : (['answer'] as const);
    return parts.map((part) => ({ ...common, part, value: valueOfPart(part, answer) }));
  });
  return { byCode: parts.filter(needsNoModel), byModel: parts.filter((part) => !needsNoModel(part)) };
}

interface LinkInput {
  attemptId: string;
  courseId: string;
  parts: readonly GradedPart[];
}

/** Gives answers the grades that the code can give. To be called with the attempt's row held. */
export async function linkCodeGrades(tx: Tx, { attemptId, courseId, parts }: LinkInput): Promise<void> {
  const units = parts.map((part) => ({ ...part, attemptId, key: keyOfPart(part, part.value) }));
  await linkUntilFirm(
    async () => gradesByKey(await gradeByCode(tx, { courseId }, parts)),
    (known) => linkEnding(tx, attemptId, units, known),
  );
}
