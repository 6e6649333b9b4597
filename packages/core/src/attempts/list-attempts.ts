import { attempts, courses, tests } from '@lectern/db';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { type Ctx, reader } from '../ctx.ts';
import { cursorId, type PageOf, type PageRequest, toPage } from '../paging.ts';
import { type AttemptView, viewOfAttempt } from './attempt-view.ts';
import { attemptColumns } from './find-attempt.ts';
import { ownAttempts } from './own-attempts.ts';
import { isPastDeadline } from './overdue.ts';
import { trySubmit } from './sweep-overdue.ts';

interface ListAttemptsInput extends PageRequest {
  actor: Actor;
  courseId?: string | undefined;
  testId?: string | undefined;
}

/** The actor's own attempts, newest first. */
export async function listAttempts(ctx: Ctx, input: ListAttemptsInput): Promise<PageOf<AttemptView>> {
  const before = cursorId(input.cursor);
  await submitOwnOverdue(ctx, input.actor);
  const db = reader(ctx);
  const rows = await db
    .select(attemptColumns(db))
    .from(attempts)
    .innerJoin(courses, eq(courses.id, attempts.courseId))
    .leftJoin(tests, eq(tests.id, attempts.testId))
    .where(
      and(
        ownAttempts(input.actor),
        input.courseId === undefined ? undefined : eq(attempts.courseId, input.courseId),
        input.testId === undefined ? undefined : eq(attempts.testId, input.testId),
        before === undefined ? undefined : lt(attempts.id, before),
      ),
    )
    .orderBy(desc(attempts.id))
    .limit(input.limit + 1);
  return toPage(rows.map(viewOfAttempt), input.limit);
}

async function submitOwnOverdue(ctx: Ctx, actor: Actor): Promise<void> {
  const overdue = await reader(ctx)
    .select({ id: attempts.id })
    .from(attempts)
    .innerJoin(courses, eq(courses.id, attempts.courseId))
    .where(and(ownAttempts(actor), eq(attempts.state, 'open'), isPastDeadline));
  for (const { id } of overdue) await trySubmit(ctx, id);
}
