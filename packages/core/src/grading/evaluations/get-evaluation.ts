import { AppError, type PartState } from '@lectern/contract';
import { askedQuestions, evaluationItems, evaluations, grades } from '@lectern/db';
import { and, asc, count, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { encodeCursor, type PageRequest, readCursor } from '../../paging.ts';
import { lenientPolicy, stateOfGrade } from '../grade-state.ts';
import { type GradeView, viewOfGrade } from '../grade-view.ts';

interface EvaluationItemView {
  /** From 1, as they were sent. */
  index: number;
  question: string;
  answer: string;
  state: PartState;
  grade: GradeView | null;
}

interface EvaluationView {
  id: string;
  jobId: string;
  createdAt: Date;
  total: number;
  graded: number;
  items: EvaluationItemView[];
  /** To be sent as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}

interface GetEvaluationInput extends PageRequest {
  actor: Actor;
  id: string;
}

/** A page of the answers of an evaluation with their grades so far. Errors: `not_found`, also where it is somebody else’s; `invalid_request`. */
export async function getEvaluation(ctx: Ctx, { actor, id, limit, cursor }: GetEvaluationInput): Promise<EvaluationView> {
  const mine = actor.role === 'operator' ? undefined : eq(evaluations.ownerId, actor.userId);
  // Without one, before the first.
  const after = readCursor(Ordinal, cursor) ?? -1;
  const [evaluation] = await reader(ctx)
    .select()
    .from(evaluations)
    .where(and(eq(evaluations.id, id), mine));
  if (!evaluation) throw new AppError('not_found', 'There is no such evaluation');
  const [counts] = await reader(ctx)
    .select({ total: count(), graded: count(evaluationItems.gradeId) })
    .from(evaluationItems)
    .where(eq(evaluationItems.evaluationId, id));
  const rows = await reader(ctx)
    .select({ ordinal: evaluationItems.ordinal, answer: evaluationItems.answer, content: askedQuestions.content, grade: grades })
    .from(evaluationItems)
    .innerJoin(askedQuestions, eq(askedQuestions.id, evaluationItems.askedId))
    .leftJoin(grades, eq(grades.id, evaluationItems.gradeId))
    .where(and(eq(evaluationItems.evaluationId, id), gt(evaluationItems.ordinal, after)))
    .orderBy(asc(evaluationItems.ordinal))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ ordinal, answer, content, grade }) => ({
    index: ordinal + 1,
    question: content.stem,
    answer,
    state: stateOfGrade(grade ?? undefined, lenientPolicy),
    grade: grade && viewOfGrade(grade, { policy: lenientPolicy, forTeacher: true }),
  }));
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last ? encodeCursor(String(last.index - 1)) : null;
  return { id, jobId: evaluation.jobId, createdAt: evaluation.createdAt, total: 0, graded: 0, ...counts, items, nextCursor };
}

const Ordinal = z.string().min(1).pipe(z.coerce.number()).pipe(z.int().min(0).max(1_000_000));
