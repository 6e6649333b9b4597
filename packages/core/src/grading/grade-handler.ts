import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, limits } from '@lectern/contract';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { modelsFor } from '../models/models-for.ts';
import type { WorkDeps } from '../work-deps.ts';
import { askGrades } from './ask-grades.ts';
import { claimGrades, findClaimed, releaseGrades } from './claim-grades.ts';
import { needsNoModel } from './grade-by-code.ts';
import { findGrades, type GradeKey, keyOf } from './grade-key.ts';
import { judgeAnswer, judgeNothing } from './judge-answer.ts';
import { type Grading, readGrading, type UnitToGrade } from './read-units.ts';
import { isNothing, packAnswers, type ShownAnswer, shownAnswerOf } from './shown-answer.ts';
import { linkKnown, type NewGrade, storeGrades } from './store-grades.ts';

type GradeTask = TaskRun<'answers.grade'>;

/** How often somebody who waits for the grades of another task looks for them, and for how long it holds its slot for that. */
const lookEveryMs = 500;
const waitMs = 30_000;
const comeBackAfterMs = 5_000;

/**
 * Grades answers: each different one once, whoever has given it. What has a grade gets that one, what another task is grading just
 * now is waited for, the rest is asked for in as few calls as go. Every call's grades are kept as soon as they are there.
 * Errors: those of the models; `model_unusable_output` for answers of which the model said nothing usable, all others being kept.
 */
export const gradeAnswers: TaskHandler<'answers.grade', WorkDeps> = async (deps, task) => {
  const grading = await readGrading(deps.ctx.db, task);
  const unusable = new Set<string>();
  let open = distinctOf(grading.units.filter((unit) => !needsNoModel(unit)));
  let until: number | undefined;
  for (;;) {
    const { mine, others } = await takeUp(deps, task, grading, open);
    for (const batch of batchesOf(mine)) {
      for (const key of await gradeBatch(deps, task, grading, batch)) unusable.add(key);
    }
    open = others;
    if (open.length === 0) break;
    until ??= Date.now() + waitMs;
    if (Date.now() > until) throw new AppError('model_unavailable', 'Others grade the same answers', { retryAfterMs: comeBackAfterMs });
    await waitForOthers(deps, task, open);
  }
  if (unusable.size > 0) throw new AppError('model_unusable_output');
};

/** Of answers that are the same one. */
function distinctOf(units: readonly UnitToGrade[]): UnitToGrade[] {
  return [...new Map(units.map((unit) => [keyOf(unit.key), unit])).values()];
}

/** Claims what nobody is grading, and lets known grades count. */
async function takeUp(
  { models: { chatModel: model } }: WorkDeps,
  task: GradeTask,
  grading: Grading,
  open: readonly UnitToGrade[],
): Promise<{ mine: UnitToGrade[]; others: UnitToGrade[] }> {
  let mine: UnitToGrade[] = [];
  let others: UnitToGrade[] = [];
  await task.commit(async (tx) => {
    const claimed = await claimGrades(tx, { keys: keysOf(open), model, claim: task });
    // Only now: whoever held a claim until just before has stored the grade.
    const known = await linkKnown(tx, grading, model);
    const [graded, missing] = [open.filter(({ key }) => known.has(keyOf(key))), open.filter(({ key }) => !known.has(keyOf(key)))];
    await releaseGrades(tx, { keys: keysOf(graded), model, claim: task });
    mine = missing.filter(({ key }) => claimed.has(keyOf(key)));
    others = missing.filter(({ key }) => !claimed.has(keyOf(key)));
  });
  return { mine, others };
}

function keysOf(units: readonly { key: GradeKey }[]): GradeKey[] {
  return units.map(({ key }) => key);
}

/** What takes no call goes first, by itself. */
function batchesOf(mine: readonly UnitToGrade[]): ShownAnswer[][] {
  const shown = mine.map(shownAnswerOf);
  const nothing = shown.filter(isNothing);
  const packs = packAnswers(
    shown.filter((answer) => !isNothing(answer)),
    limits.answersPerGrading,
  );
  return nothing.length > 0 ? [nothing, ...packs] : packs;
}

/** Grades a call's answers and keeps the grades. Returns those that it got nothing usable for, by `keyOf`. */
async function gradeBatch(deps: WorkDeps, task: GradeTask, grading: Grading, batch: readonly ShownAnswer[]): Promise<string[]> {
  const { ctx, models } = deps;
  const toAsk = batch.filter((answer) => !isNothing(answer));
  const said = toAsk.length > 0 ? await askGrades(ctx, modelsFor(deps, task), task, toAsk) : new Map<string, never>();
  const made = batch.flatMap((answer): NewGrade[] => {
    const { key, flags, rubric } = answer;
    if (isNothing(answer)) return [{ key, flags, ...judgeNothing(rubric) }];
    const item = said.get(keyOf(key));
    return item ? [{ key, flags, ...judgeAnswer(item, answer) }] : [];
  });
  const by = { model: models.chatModel, builtIn: models.builtIn, jobId: task.jobId };
  await task.commit(async (tx) => {
    await storeGrades(tx, grading, by, made);
    await linkKnown(tx, grading, by.model);
    await releaseGrades(tx, { keys: keysOf(batch), model: by.model, claim: task });
  });
  const graded = new Set(made.map(({ key }) => keyOf(key)));
  return batch.map(({ key }) => keyOf(key)).filter((key) => !graded.has(key));
}

/** Until one of them has a grade, or whoever was grading it does so no longer. Holds nothing meanwhile. */
async function waitForOthers(
  { ctx, models: { chatModel: model } }: WorkDeps,
  task: GradeTask,
  open: readonly UnitToGrade[],
): Promise<void> {
  const keys = keysOf(open);
  for (let waited = 0; waited < waitMs; waited += lookEveryMs) {
    const [known, claimed] = [await findGrades(ctx.db, keys, model), await findClaimed(ctx.db, { keys, model })];
    if (known.size > 0 || claimed.size < keys.length) return;
    await sleep(lookEveryMs, undefined, { signal: task.signal }).catch(() => task.signal.throwIfAborted());
  }
}
