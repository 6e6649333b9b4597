import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import type { GradeRow } from '../grade-key.ts';
import { countAnswers } from './count-answers.ts';
import { lockGrade } from './lock-grade.ts';
import { decidedGrade, type Decision, replaceGrades } from './replace-grades.ts';
import { type DecidedView, viewOfDecided } from './view-of-decided.ts';

/**
 * A teacher's word that a grade is right: a new one that says the same, in its place. One that a teacher has given stays.
 * Errors: `not_found`; `conflict` when it did not count any more.
 */
export async function confirmGrade(ctx: Ctx, input: { actor: Actor; id: string }): Promise<DecidedView> {
  const { actor } = input;
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const old = await lockGrade(ctx, input);
    if (old.source === 'teacher') return viewOfDecided([old], (await countAnswers(tx, [old.id])).get(old.id) ?? 0);
    const { rows, answers } = await replaceGrades(tx, [decidedGrade(old, asItIs(old, actor))]);
    const view = viewOfDecided(rows, answers);
    const detail = { supersedes: old.id, answers };
    await audit(ctx, { actor, action: 'grade.confirmed', subject: { type: 'grade', id: view.grade.id }, detail });
    return view;
  });
}

export function asItIs({ earned, criteria, feedback }: GradeRow, { userId }: Actor): Decision {
  return { earned, criteria, feedback, reason: null, decidedBy: userId };
}
