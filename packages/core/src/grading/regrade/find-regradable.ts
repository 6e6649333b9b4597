import { AnswerPart } from '@lectern/contract';
import { answers, attempts, grades, questions, type AskedContent, type Tx } from '@lectern/db';
import { and, asc, eq, inArray, not } from 'drizzle-orm';
import { isVisible } from '../../questions/visible-questions.ts';
import { type AskedRow, copyQuestions } from '../../tests/copy-questions.ts';
import { readAsked } from '../../tests/read-asked.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';
import { gradeColumns } from '../answer-part.ts';
import { isOverride } from '../stats/is-override.ts';
import { isComparable, measuresDiffer } from './compare-measures.ts';

/** A part of an answer that is to be measured by the present version of its question. */
export interface Regradable {
  attemptId: string;
  ordinal: number;
  part: AnswerPart;
  askedId: string;
  asked: AskedContent;
  basisId: string;
  basis: AskedContent;
  fromGradeId: string;
}

interface Wanted {
  testId: string;
  /** Of the bank; all without them. */
  questionIds?: readonly string[] | undefined;
}

/**
 * What of a test's ended attempts was measured by another key or rubric than its question has now. A teacher's own grades stay, whatever
 * the rubric says; what they only confirmed was right by the old one. What waits for its first grade gets that first, by what was asked.
 */
export async function findRegradable(tx: Tx, wanted: Wanted): Promise<Regradable[]> {
  const parts = (await Promise.all(AnswerPart.options.map((part) => readParts(tx, wanted, part)))).flat();
  if (parts.length === 0) return [];
  const present = await readPresent(tx, new Set(parts.map(({ questionId }) => questionId)));
  const copies = await readAsked(
    tx,
    parts.flatMap(({ askedId, measuredBy }) => [askedId, measuredBy]),
  );
  const isDifferent = rememberDifferences(copies);
  return parts.flatMap(({ questionId, measuredBy, ...part }): Regradable[] => {
    const [next, asked] = [present.get(questionId), copies.get(part.askedId)?.content];
    if (!next || !asked || !isDifferent(part.part, { askedId: part.askedId, measuredBy }, next)) return [];
    return [{ ...part, asked, basisId: next.id, basis: next.content }];
  });
}

async function readParts(tx: Tx, { testId, questionIds }: Wanted, part: AnswerPart) {
  const rows = await tx
    .select({
      attemptId: answers.attemptId,
      ordinal: answers.ordinal,
      questionId: answers.questionId,
      askedId: answers.askedId,
      fromGradeId: grades.id,
      measuredBy: grades.basisId,
    })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .innerJoin(grades, eq(grades.id, gradeColumns[part]))
    .where(
      and(
        ofStudents(testId),
        eq(attempts.state, 'submitted'),
        not(isOverride),
        questionIds === undefined ? undefined : inArray(answers.questionId, [...questionIds]),
      ),
    )
    .orderBy(asc(answers.attemptId), asc(answers.ordinal));
  return rows.map((row) => ({ ...row, part }));
}

/** Copies of questions as they are now, by question; those that are gone are left out. */
async function readPresent(tx: Tx, questionIds: ReadonlySet<string>): Promise<Map<string, AskedRow>> {
  const rows = await tx
    .select()
    .from(questions)
    .where(and(inArray(questions.id, [...questionIds]), isVisible()));
  const copies = await copyQuestions(tx, rows);
  return new Map(rows.flatMap(({ id }, at) => (copies[at] ? [[id, copies[at]]] : [])));
}

/** Thousands of answers were measured by few versions: each two are compared once. */
function rememberDifferences(copies: ReadonlyMap<string, AskedRow>) {
  const known = new Map<string, boolean>();
  return (part: AnswerPart, { askedId, measuredBy }: { askedId: string; measuredBy: string }, next: AskedRow): boolean => {
    const key = `${part} ${askedId} ${measuredBy} ${next.id}`;
    const [asked, before] = [copies.get(askedId)?.content, copies.get(measuredBy)?.content];
    const differs =
      known.get(key) ??
      (asked !== undefined &&
        before !== undefined &&
        isComparable(part, asked, next.content) &&
        measuresDiffer(part, before, next.content));
    known.set(key, differs);
    return differs;
  };
}
