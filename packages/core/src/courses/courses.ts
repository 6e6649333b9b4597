import { AppError } from '@lectern/contract';
import { courseMembers, courses, documents, questions } from '@lectern/db';
import { and, desc, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import { getCourseRow, isTaught, visibleCourses } from './find-course.ts';
import { insertCourse } from './insert-course.ts';
import { showJoinCode } from './join-code.ts';
import { livingMembers } from './members.ts';

export interface CourseView {
  id: string;
  title: string;
  /** What the actor is in it. */
  role: 'teacher' | 'student';
  documentCount: number;
  /** For teachers, as the next two are; null for students. */
  questionCount: number | null;
  memberCount: number | null;
  /** Also null while there is none. */
  joinCode: string | null;
  createdAt: Date;
}

function selectCourses(ctx: Ctx, actor: Actor) {
  const db = reader(ctx);
  const present = and(eq(documents.courseId, courses.id), isNull(documents.deletedAt));
  const inBank = and(eq(questions.courseId, courses.id), inArray(questions.state, ['draft', 'approved']));
  // Not counted where nobody gets to see it.
  const forTeachers = (count: SQL<number>) => sql<number | null>`case when ${isTaught(actor)} then (${count})::int end`;
  return db
    .select({
      id: courses.id,
      title: courses.title,
      taught: isTaught(actor),
      documentCount: db.$count(documents, present),
      questionCount: forTeachers(db.$count(questions, inBank)),
      memberCount: forTeachers(db.$count(courseMembers, and(eq(courseMembers.courseId, courses.id), livingMembers))),
      joinCode: courses.joinCode,
      createdAt: courses.createdAt,
    })
    .from(courses)
    .$dynamic();
}

type Selected = Awaited<ReturnType<typeof selectCourses>>[number];

function toView({ taught, questionCount, memberCount, joinCode, ...course }: Selected): CourseView {
  if (!taught) return { ...course, role: 'student', questionCount: null, memberCount: null, joinCode: null };
  return { ...course, role: 'teacher', questionCount, memberCount, joinCode: joinCode === null ? null : showJoinCode(joinCode) };
}

/** Those that the actor teaches or has joined; an operator's are all. Newest first. */
export async function listCourses(ctx: Ctx, input: { actor: Actor } & PageRequest): Promise<PageOf<CourseView>> {
  const before = cursorId(input.cursor);
  const rows = await selectCourses(ctx, input.actor)
    .where(and(visibleCourses(input.actor), before === undefined ? undefined : lt(courses.id, before)))
    .orderBy(desc(courses.id))
    .limit(input.limit + 1);
  return toPage(rows.map(toView), input.limit);
}

/** Error: `not_found`. */
export async function getCourse(ctx: Ctx, input: { actor: Actor; id: string }): Promise<CourseView> {
  const [row] = await selectCourses(ctx, input.actor).where(and(eq(courses.id, input.id), visibleCourses(input.actor)));
  if (!row) throw new AppError('not_found', 'There is no such course');
  return toView(row);
}

/** Error: `forbidden` for students. */
export async function createCourse(ctx: Ctx, input: { actor: Actor; title: string }): Promise<CourseView> {
  const { actor } = input;
  return inTransaction(ctx, async (ctx) => {
    const id = await insertCourse(ctx, input);
    return getCourse(ctx, { actor, id });
  });
}

/** Errors: `not_found`, `forbidden`. */
export async function renameCourse(ctx: Ctx, input: { actor: Actor; id: string; title: string }): Promise<CourseView> {
  const { actor, title } = input;
  return inTransaction(ctx, async (ctx) => {
    const { id } = await getCourseRow(ctx, { actor, id: input.id, right: 'teach' });
    await ctx.open.tx.update(courses).set({ title }).where(eq(courses.id, id));
    await audit(ctx, { actor, action: 'course.renamed', subject: { type: 'course', id } });
    return getCourse(ctx, { actor, id });
  });
}
