import { AppError } from '@lectern/contract';
import { courses, documents, questions } from '@lectern/db';
import { and, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import { getCourseRow, visibleCourses } from './find-course.ts';

export interface CourseView {
  id: string;
  title: string;
  documentCount: number;
  questionCount: number;
  createdAt: Date;
}

function selectCourses(ctx: Ctx) {
  const db = reader(ctx);
  const alive = and(eq(documents.courseId, courses.id), isNull(documents.deletedAt));
  const inBank = and(eq(questions.courseId, courses.id), inArray(questions.state, ['draft', 'approved']));
  return db
    .select({
      id: courses.id,
      title: courses.title,
      documentCount: db.$count(documents, alive),
      questionCount: db.$count(questions, inBank),
      createdAt: courses.createdAt,
    })
    .from(courses)
    .$dynamic();
}

/** Newest first. */
export async function listCourses(ctx: Ctx, input: { actor: Actor } & PageRequest): Promise<PageOf<CourseView>> {
  const before = cursorId(input.cursor);
  const rows = await selectCourses(ctx)
    .where(and(visibleCourses(input.actor), before === undefined ? undefined : lt(courses.id, before)))
    .orderBy(desc(courses.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit);
}

/** Error: `not_found`. */
export async function getCourse(ctx: Ctx, input: { actor: Actor; id: string }): Promise<CourseView> {
  const [view] = await selectCourses(ctx).where(and(eq(courses.id, input.id), visibleCourses(input.actor)));
  if (!view) throw new AppError('not_found', 'There is no such course');
  return view;
}

export async function createCourse(ctx: Ctx, input: { actor: Actor; title: string }): Promise<CourseView> {
  const id = uuidv7();
  await reader(ctx).insert(courses).values({ id, ownerId: input.actor.userId, title: input.title });
  return getCourse(ctx, { actor: input.actor, id });
}

/** Error: `not_found`. */
export async function renameCourse(ctx: Ctx, input: { actor: Actor; id: string; title: string }): Promise<CourseView> {
  const { id } = await getCourseRow(ctx, input);
  await reader(ctx).update(courses).set({ title: input.title }).where(eq(courses.id, id));
  return getCourse(ctx, input);
}
