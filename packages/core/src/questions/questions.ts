import { AppError, type QuestionState, type QuestionType } from '@lectern/contract';
import { courses, questions } from '@lectern/db';
import { and, asc, eq, gt, ilike, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { checkCourse, taughtCourses } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import { toView, type QuestionView } from './question-view.ts';
import { isVisible } from './visible-questions.ts';

interface ListQuestionsInput extends PageRequest {
  actor: Actor;
  courseId: string;
  state?: QuestionState | undefined;
  type?: QuestionType | undefined;
  topic?: string | undefined;
}

/** The bank of a course, oldest first. Errors: `not_found` for the course, `forbidden` for its students. */
export async function listQuestions(ctx: Ctx, input: ListQuestionsInput): Promise<PageOf<QuestionView>> {
  await checkCourse(ctx, { actor: input.actor, id: input.courseId, right: 'teach' });
  const after = cursorId(input.cursor);
  const rows = await reader(ctx)
    .select()
    .from(questions)
    .where(
      and(
        eq(questions.courseId, input.courseId),
        isVisible(),
        input.state && eq(questions.state, input.state),
        input.type && eq(questions.type, input.type),
        input.topic === undefined ? undefined : isAbout(input.topic),
        after === undefined ? undefined : gt(questions.id, after),
      ),
    )
    .orderBy(asc(questions.id))
    .limit(input.limit + 1);
  return toPage(rows.map(toView), input.limit);
}

function isAbout(topic: string): SQL {
  return ilike(questions.topic, `%${topic.replace(/[\\%_]/gu, '\\$&')}%`);
}

/** Error: `not_found`, also for the students of the course: they do not know of single questions. */
export async function getQuestion(ctx: Ctx, input: { actor: Actor; id: string }): Promise<QuestionView> {
  const [found] = await reader(ctx)
    .select({ question: questions })
    .from(questions)
    .innerJoin(courses, eq(courses.id, questions.courseId))
    .where(and(eq(questions.id, input.id), isVisible(), taughtCourses(input.actor)));
  if (!found) throw new AppError('not_found', 'There is no such question');
  return toView(found.question);
}
