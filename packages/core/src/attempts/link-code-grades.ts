import { answers, type askedQuestions, type Tx } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { type CodeGraded, gradeByCode, needsNoModel } from '../grading/grade-by-code.ts';
import type { GradeRow } from '../grading/grade-key.ts';
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
    const reasoning = answer.reasoning === null ? null : { text: answer.reasoning };
    const parts: GradedPart[] = [{ ...common, part: 'answer', value: answer.answer }];
    return asksReasoning(content) ? [...parts, { ...common, part: 'reasoning', value: reasoning }] : parts;
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
  if (parts.length === 0) return;
  const graded = await gradeByCode(tx, courseId, parts);
  await link(tx, attemptId, parts, graded);
  // A teacher may have decided otherwise just before the links were there to be found: now the linked grades are held.
  const now = await gradeByCode(tx, courseId, parts);
  if (now.some(({ id }, at) => id !== graded[at]?.id)) await link(tx, attemptId, parts, now);
}

async function link(tx: Tx, attemptId: string, parts: readonly GradedPart[], graded: readonly GradeRow[]): Promise<void> {
  const links = parts.map(({ ordinal, part }, at) => ({ ordinal, part, grade_id: graded[at]?.id ?? null }));
  await tx.execute(sql`
    update ${answers} set grade_id = coalesce(links.answer, grade_id), reasoning_grade_id = coalesce(links.reasoning, reasoning_grade_id)
    from (
      select ordinal, (max(grade_id::text) filter (where part = 'answer'))::uuid as answer,
        (max(grade_id::text) filter (where part = 'reasoning'))::uuid as reasoning
      from json_to_recordset(${JSON.stringify(links)}::json) as link (ordinal int, part text, grade_id uuid)
      group by ordinal
    ) links
    where ${answers.attemptId} = ${attemptId} and ${answers.ordinal} = links.ordinal`);
}
