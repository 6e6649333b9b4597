import { answers, askedQuestions, grades, type AnswerValue, type DbOrTx } from '@lectern/db';
import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { ScoredAnswer } from '../../attempts/score-attempt.ts';
import type { GradeStanding } from '../../grading/grade-state.ts';
import { reasoningIsAsked } from '../../grading/score-of.ts';

/** What of a grade points and states need: not what was said about the answer. */
export interface ScoredGrade extends GradeStanding {
  id: string;
  basisId: string;
}

/** A question of an attempt with the grades that count, and where it stands. */
export interface PlacedAnswer extends ScoredAnswer {
  attemptId: string;
  /** From 0. */
  ordinal: number;
  questionId: string;
  askedId: string;
  grade: ScoredGrade | undefined;
  reasoningGrade: ScoredGrade | undefined;
}

/** The questions of attempts in their order, by attempt; in two queries, however many there are. */
export async function readScored(db: DbOrTx, attemptIds: readonly string[]): Promise<Map<string, PlacedAnswer[]>> {
  if (attemptIds.length === 0) return new Map();
  const rows = await db
    .select({
      attemptId: answers.attemptId,
      ordinal: answers.ordinal,
      questionId: answers.questionId,
      askedId: answers.askedId,
      points: answers.points,
      gradeId: answers.gradeId,
      reasoningGradeId: answers.reasoningGradeId,
      asksReasoning: reasoningIsAsked,
    })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(inArray(answers.attemptId, [...attemptIds]))
    .orderBy(asc(answers.attemptId), asc(answers.ordinal));
  // Answers that are the same share a grade: each is read once.
  const known = await readGrades(db, new Set(rows.flatMap(({ gradeId, reasoningGradeId }) => [gradeId, reasoningGradeId])));
  const placed = rows.map(({ gradeId, reasoningGradeId, ...row }): PlacedAnswer => ({
    ...row,
    grade: known.get(gradeId ?? ''),
    reasoningGrade: known.get(reasoningGradeId ?? ''),
  }));
  return Map.groupBy(placed, ({ attemptId }) => attemptId);
}

/** More ids than one statement should carry are asked for in several. */
const idsPerQuery = 5_000;

const { id, basisId, source, builtIn, earned, possible, confidence, flags } = grades;
/** `ScoredGrade`, as columns. */
export const scoredColumns = {
  id,
  basisId,
  source,
  builtIn,
  earned,
  possible,
  confidence,
  flags,
  criteria: sql`(
    select coalesce(jsonb_agg(jsonb_build_object('met', one -> 'met', 'certainty', one -> 'certainty')), '[]')
    from jsonb_array_elements(${grades.criteria}) one)`.mapWith((criteria: GradeStanding['criteria']) => criteria),
};

/** Grades by their ids. */
export async function readGrades(db: DbOrTx, ids: Iterable<string | null>): Promise<Map<string, ScoredGrade>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const found = new Map<string, ScoredGrade>();
  for (let from = 0; from < wanted.length; from += idsPerQuery) {
    const some = wanted.slice(from, from + idsPerQuery);
    for (const grade of await db.select(scoredColumns).from(grades).where(inArray(grades.id, some))) found.set(grade.id, grade);
  }
  return found;
}

/** What was answered, by `placeOf`. */
export async function readGiven(db: DbOrTx, attemptIds: readonly string[]): Promise<Map<string, AnswerValue | null>> {
  if (attemptIds.length === 0) return new Map();
  const { attemptId, ordinal, answer } = answers;
  const rows = await db
    .select({ attemptId, ordinal, answer })
    .from(answers)
    .where(inArray(attemptId, [...attemptIds]));
  return new Map(rows.map((row) => [placeOf(row), row.answer]));
}

export function placeOf({ attemptId, ordinal }: Pick<PlacedAnswer, 'attemptId' | 'ordinal'>): string {
  return `${attemptId} ${ordinal}`;
}
