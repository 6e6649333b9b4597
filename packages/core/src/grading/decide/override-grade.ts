import type { CriterionGrade } from '@lectern/contract';
import { answers, type Tx } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { invalidField } from '../../invalid-field.ts';
import { hashAnswer } from '../answer-hash.ts';
import type { GradeRow } from '../grade-key.ts';
import { sumOf } from '../score-objective.ts';
import { countAnswers, countTests } from './count-answers.ts';
import { lockEqualGrades } from './lock-grade.ts';
import { decidedGrade, replaceGrades } from './replace-grades.ts';
import { type DecidedView, viewOfDecided } from './view-of-decided.ts';

interface OverrideInput {
  actor: Actor;
  id: string;
  /** Which criteria are met, in their order; or else `earned`. */
  met?: readonly boolean[] | undefined;
  earned?: number | undefined;
  feedback?: string | undefined;
  reason: string;
  /** Of this attempt alone; without it of all answers that are the same, later ones too. */
  attemptId?: string | undefined;
}

/**
 * A teacher's grade in place of another, which stays and counts no longer; unless it is about one attempt, also in place of all others
 * for the same answer by the same rubric, but for what was said of one attempt alone. Errors: `not_found`; `conflict` when it did not
 * count any more; `invalid_request` when `met` is not about its criteria, more is earned than possible, or it is about everybody's
 * blank answers.
 */
export async function overrideGrade(ctx: Ctx, input: OverrideInput): Promise<DecidedView> {
  const { actor, reason, attemptId } = input;
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const { grade: old, equal } = await lockEqualGrades(ctx, input);
    // What a teacher has said of one attempt alone is not for others, unless it is said again of their grade.
    const shared = old.shared && attemptId === undefined;
    await checkReach(tx, old, { attemptId, shared });
    // Others for the same answer still count, but this is not what was looked at.
    if (!(await countAnswers(tx, [old.id])).has(old.id)) return viewOfDecided([old], 0);
    const said = decide(old, input);
    // What a model has said of it does not fit what a teacher has decided otherwise.
    const feedback = input.feedback ?? (said.earned === old.earned ? old.feedback : '');
    const decision = { ...said, feedback, reason, decidedBy: actor.userId };
    const inPlaceOf = shared ? equal.filter(isForAll).map(({ id }) => id) : undefined;
    const { rows, answers: moved } = await replaceGrades(tx, [decidedGrade(old, decision, shared)], { attemptId, inPlaceOf });
    const view = viewOfDecided(rows, moved);
    const detail = { supersedes: old.id, answers: moved, tests: await countTests(tx, view.grade.id), shared };
    await audit(ctx, { actor, action: 'grade.overridden', subject: { type: 'grade', id: view.grade.id }, detail });
    return view;
  });
}

function decide(old: GradeRow, { met, earned }: OverrideInput): { earned: number; criteria: CriterionGrade[] } {
  if (met !== undefined) {
    if (met.length !== old.criteria.length || met.length === 0) {
      throw invalidField(
        'met',
        old.criteria.length === 0
          ? 'there are no criteria; send `earned`'
          : `must have ${old.criteria.length} values, one for each criterion`,
      );
    }
    const criteria = old.criteria.map((criterion, at) => decideCriterion(criterion, met[at] ?? false));
    return { earned: sumOf(criteria.filter((criterion) => criterion.met)), criteria };
  }
  const given = earned ?? old.earned;
  if (given > old.possible) throw invalidField('earned', `at most ${old.possible} are possible`);
  // Criteria that add up to something else would contradict it.
  const agrees = sumOf(old.criteria.filter((criterion) => criterion.met)) === given;
  return { earned: given, criteria: agrees ? old.criteria : [] };
}

/** What was decided otherwise keeps no word of why it was as it was. */
function decideCriterion(criterion: CriterionGrade, met: boolean): CriterionGrade {
  return met === criterion.met ? { ...criterion, certainty: 1 } : { ...criterion, met, why: '', span: null, certainty: 1 };
}

function isForAll({ source, shared }: GradeRow): boolean {
  return source !== 'teacher' || shared;
}

/**
 * Error: `invalid_request` for an attempt without an answer to this question (that another grade counts for it is found later), and
 * for the blank answers of everybody at once, who have nothing in common. An evaluation has no attempts.
 */
async function checkReach(
  tx: Tx,
  { askedId, answerHash, courseId }: GradeRow,
  { attemptId, shared }: { attemptId: string | undefined; shared: boolean },
): Promise<void> {
  if (attemptId === undefined) {
    const isBlank = answerHash === hashAnswer('short_answer', null);
    if (isBlank && shared && courseId !== null) throw invalidField('attempt_id', 'blank answers are one for everybody; say whose');
    return;
  }
  const asked = await tx.$count(answers, and(eq(answers.attemptId, attemptId), eq(answers.askedId, askedId)));
  if (asked === 0) throw invalidField('attempt_id', 'is not an attempt with this question');
}
