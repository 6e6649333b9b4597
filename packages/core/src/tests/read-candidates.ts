import { askedQuestions, questions, tests } from '@lectern/db';
import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { reader, type Ctx } from '../ctx.ts';
import { isVisible } from '../questions/visible-questions.ts';
import type { Candidate } from './draw/candidate.ts';
import type { Selection } from './draw/draw-questions.ts';
import { isOverForAll } from './test-times.ts';

export interface BankCandidate extends Candidate {
  /** The copy of its present version; null: there is none yet. */
  askedId: string | null;
}

/** What an attempt may consist of: approved questions, unless their document is being erased. */
export function isDrawable(): SQL | undefined {
  return and(eq(questions.state, 'approved'), isVisible());
}

/** Whether a course has any question that an attempt may consist of, practice or not. */
export async function isAnythingApproved(ctx: Ctx, courseId: string): Promise<boolean> {
  const found = await reader(ctx)
    .select({ id: questions.id })
    .from(questions)
    .where(and(eq(questions.courseId, courseId), isDrawable()))
    .limit(1);
  return found.length > 0;
}

/** What of a course's bank a selection may draw; without stems and keys, since a whole class asks for it at the same instant. */
export async function readCandidates(ctx: Ctx, input: { courseId: string; selection: Selection }): Promise<BankCandidate[]> {
  return reader(ctx)
    .select({
      id: questions.id,
      type: questions.type,
      difficulty: questions.difficulty,
      topic: questions.topic,
      options: sql<number>`jsonb_array_length(${questions.options})`,
      askedId: askedQuestions.id,
    })
    .from(questions)
    .leftJoin(askedQuestions, and(eq(askedQuestions.questionId, questions.id), eq(askedQuestions.version, questions.version)))
    .where(and(eq(questions.courseId, input.courseId), isDrawable(), mayBeIn(input)));
}

/** Topics are compared where it is drawn: what is the same in any case is decided in one place. */
function mayBeIn({ courseId, selection }: { courseId: string; selection: Selection }): SQL | undefined {
  if (selection.kind === 'practice') return isNotKept(courseId);
  if (selection.kind === 'questions') return inArray(questions.id, selection.questionIds);
  return or(
    ...selection.parts.map(
      ({ type, difficulty }) => and(type && eq(questions.type, type), difficulty && eq(questions.difficulty, difficulty)) ?? sql`true`,
    ),
  );
}

/**
 * Not chosen by a test that is still to be sat, and only so often: practice would show its keys. A test that anybody may repeat for
 * ever shows them itself. As one set: a bank has thousands of questions.
 */
function isNotKept(courseId: string): SQL {
  const keeps = and(eq(tests.courseId, courseId), isNotNull(tests.attemptsAllowed), sql`not ${isOverForAll}`);
  return sql`${questions.id} not in (
    select jsonb_array_elements_text(${tests.selection} -> 'questionIds')::uuid from ${tests} where ${keeps})`;
}
