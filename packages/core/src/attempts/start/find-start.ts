import { AppError } from '@lectern/contract';
import { attempts, courses, tests } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Actor } from '../../actor.ts';
import { visibleCourses } from '../../courses/find-course.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { isClosed, isNotOpenYet } from '../../tests/test-times.ts';
import { kindOfTest } from '../../tests/test-view.ts';
import { isOverdue } from '../overdue.ts';

const earlier = alias(attempts, 'earlier');

/** All that decides whether and how somebody may begin a test, in one query and by the database's clock. Error: `not_found`. */
export async function findTestStart(ctx: Ctx, { actor, testId }: { actor: Actor; testId: string }) {
  const kind = kindOfTest(actor);
  const isOwn = and(eq(earlier.testId, tests.id), eq(earlier.userId, actor.userId), eq(earlier.kind, kind));
  const [found] = await reader(ctx)
    .select({
      id: tests.id,
      version: tests.version,
      courseId: tests.courseId,
      selection: tests.selection,
      track: tests.track,
      shuffleQuestions: tests.shuffleQuestions,
      shuffleOptions: tests.shuffleOptions,
      points: tests.points,
      attemptsAllowed: tests.attemptsAllowed,
      opensAt: tests.opensAt,
      isNotOpenYet,
      isClosed,
      kind,
      /** Attempts of theirs so far, and the number of the last one. */
      attempts: sql<number>`(select count(*)::int from ${attempts} earlier where ${isOwn})`,
      lastNumber: sql<number>`(select coalesce(max(${earlier.number}), 0) from ${attempts} earlier where ${isOwn})`,
      openAttempt: attempts.id,
      isOverdue,
    })
    .from(tests)
    .innerJoin(courses, eq(courses.id, tests.courseId))
    .leftJoin(
      attempts,
      and(eq(attempts.testId, tests.id), eq(attempts.userId, actor.userId), eq(attempts.kind, kind), eq(attempts.state, 'open')),
    )
    .where(and(eq(tests.id, testId), visibleCourses(actor)));
  if (!found) throw new AppError('not_found', 'There is no such test');
  return found;
}

export type TestStart = Awaited<ReturnType<typeof findTestStart>>;
