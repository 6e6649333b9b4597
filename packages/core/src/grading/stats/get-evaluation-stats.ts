import type { Actor } from '../../actor.ts';
import { checkCourse } from '../../courses/find-course.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { readAgreement } from './read-agreement.ts';
import { type GradeCounts, readCounts } from './read-counts.ts';
import { readCalls, readJobs } from './read-jobs.ts';
import { scopeOf } from './stats-scope.ts';

export interface EvaluationStatsView {
  /** Jobs that grade, by how they stand. */
  jobs: { succeeded: number; failed: number; cancelled: number; open: number };
  /** Answers that were scored at once. */
  byCode: number;
  byModel: GradeCounts;
  /** From the request to the end of jobs that succeeded in their first run; null when there are none. */
  seconds: { p50: number; p95: number } | null;
  calls: number;
  callsFailed: number;
  /** Null where no model has graded any. */
  callsPerAnswer: number | null;
  tokens: { input: number; cached: number; output: number };
  microdollars: number;
  /** Of models' grades on which a teacher has decided; `meanChange` of overrides, in shares of the points, null without any. */
  agreement: { decided: number; confirmed: number; meanChange: number | null };
}

/**
 * How much was graded, how fast, at what cost, and how far teachers agreed: in the courses that the actor teaches and their own
 * evaluations, an operator's in all, or in one course. Errors: `not_found` for the course, `forbidden` for its students.
 */
export async function getEvaluationStats(
  ctx: Ctx,
  { actor, courseId }: { actor: Actor; courseId?: string | undefined },
): Promise<EvaluationStatsView> {
  if (courseId !== undefined) await checkCourse(ctx, { actor, id: courseId, right: 'teach' });
  const db = reader(ctx);
  const scope = scopeOf(db, { actor, courseId });
  const [{ seconds, ...jobs }, { byCode, ...byModel }, { inputTokens, cachedTokens, outputTokens, ...calls }, agreement] =
    await Promise.all([readJobs(db, scope), readCounts(db, scope), readCalls(db, scope), readAgreement(db, scope)]);
  return {
    jobs,
    byCode,
    byModel,
    seconds,
    ...calls,
    callsPerAnswer: byModel.answers === 0 ? null : calls.calls / byModel.answers,
    tokens: { input: inputTokens, cached: cachedTokens, output: outputTokens },
    agreement,
  };
}
