import { answers, askedQuestions, attempts } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import { reader, type Ctx } from '../../ctx.ts';
import { viewOfAsked } from '../asked-view.ts';
import type { StartedView } from './started-view.ts';

/** An open attempt where it was left; undefined when it is over or gone meanwhile. */
export async function resumeAttempt(ctx: Ctx, attemptId: string): Promise<StartedView | undefined> {
  const db = reader(ctx);
  const [found] = await db
    .select({
      kind: attempts.kind,
      position: attempts.position,
      deadline: attempts.deadlineAt,
      answer: answers,
      asked: askedQuestions.content,
      total: db.$count(answers, eq(answers.attemptId, attemptId)),
    })
    .from(attempts)
    .innerJoin(answers, and(eq(answers.attemptId, attempts.id), eq(answers.ordinal, attempts.position)))
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(and(eq(attempts.id, attemptId), eq(attempts.state, 'open')));
  if (!found) return undefined;
  const { kind, position, deadline, total } = found;
  return { attemptId, kind, resumed: true, question: viewOfAsked(found), index: position + 1, total, deadline };
}
