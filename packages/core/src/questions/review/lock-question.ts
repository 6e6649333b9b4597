import { AppError } from '@lectern/contract';
import { courses, questions } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { taughtCourses } from '../../courses/find-course.ts';
import type { TxCtx } from '../../ctx.ts';
import type { QuestionRow } from '../question-view.ts';
import { isVisible } from '../visible-questions.ts';

export interface SeenQuestion {
  actor: Actor;
  id: string;
  /** The version that was read; without it whatever is there now. */
  version?: number | undefined;
}

/**
 * Locks a question of a course that the actor teaches: of two people who change one version at once the second finds
 * another. Errors: `not_found`; `conflict` when the version is not the one that was read.
 */
export async function lockQuestion(ctx: TxCtx, input: SeenQuestion): Promise<QuestionRow> {
  const [found] = await ctx.open.tx
    .select({ question: questions })
    .from(questions)
    .innerJoin(courses, eq(courses.id, questions.courseId))
    .where(and(eq(questions.id, input.id), isVisible(), taughtCourses(input.actor)))
    .for('update', { of: questions });
  if (!found) throw new AppError('not_found', 'There is no such question');
  const { question } = found;
  if (input.version !== undefined && input.version !== question.version) {
    throw new AppError('conflict', `The question has changed meanwhile: its version is ${question.version} now`);
  }
  return question;
}
