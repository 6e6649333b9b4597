import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, limits, toAppError } from '@lectern/contract';
import type { Tx } from '@lectern/db';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { modelsFor } from '../models/models-for.ts';
import type { WorkDeps } from '../work-deps.ts';
import { askGrades } from './ask-grades.ts';
import { claimGrades, findClaimed, releaseGrades } from './claim-grades.ts';
import { needsNoModel } from './grade-by-code.ts';
import { findGrades, type GradeKey, keyOf } from './grade-key.ts';
import type { GradingItem } from './grade-prompt.ts';
import { holdGraded } from './hold-graded.ts';
import { judgeAnswer, judgeNothing, judgeUnusable } from './judge-answer.ts';
import { type Grading, readGrading, type UnitToGrade } from './read-units.ts';
import { isNothing, packAnswers, type ShownAnswer, shownAnswerOf } from './shown-answer.ts';
import { linkKnown, type NewGrade, storeGrades } from './store-grades.ts';

type GradeTask = TaskRun<'answers.grade'>;

/** How often somebody who waits for the grades of another task looks for them, and for how long it holds its slot for that. */
const lookEveryMs = 500;
const waitMs = 5_000;
const comeBackAfterMs = 2_000;

/** From this run of a job on, an answer of which the model still says nothing usable gets a grade of nothing, and goes to the teacher. */
const givesUpFromRun = 3;

/**
 * Grades answers: each different one once, whoever has given it. What has a grade gets that one, what another task is grading just
 * now is waited for, the rest is asked for in as few calls as go. Every call's grades are kept as soon as they are there.
 * Errors: those of the models; `source_deleted` when what it grades is erased meanwhile; `model_unusable_output` for answers of which
 * the model said nothing usable, all others being kept. A job that comes back for those too often leaves them to the teacher.
 */
export const gradeAnswers: TaskHandler<'answers.grade', WorkDeps> = async (deps, task) => {
  const grading = await readGrading(deps.ctx.db, task);
  const givesUp = grading.run >= givesUpFromRun;
  let unusable = 0;
  let open = distinctOf(grading.units.filter((unit) => !needsNoModel(unit)));
  let until: number | undefined;
  for (;;) {
    const { mine, others } = await takeUp(deps, task, grading, open);
    for (const batch of callsOf(mine)) {
      const silent = await gradeBatch(deps, task, grading, { batch, givesUp: givesUp && batch.length === 1 });
      if (!givesUp) unusable += silent.length;
      // Each by itself once more: it may have been a neighbour's fault.
      else for (const one of silent) await gradeBatch(deps, task, grading, { batch: [one], givesUp });
    }
    open = others;
    if (open.length === 0) break;
    until ??= Date.now() + waitMs;
    if (Date.now() > until) throw new AppError('model_unavailable', 'Others grade the same answers', { retryAfterMs: comeBackAfterMs });
    await waitForOthers(deps, task, open);
  }
  if (unusable > 0) throw new AppError('model_unusable_output');
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
    const left = await holdGraded(tx, grading);
    const claimed = await claimGrades(tx, { keys: keysOf(open), model, claim: task });
    // Only now: whoever held a claim until just before has stored the grade.
    const known = await linkKnown(tx, left, model);
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
function callsOf(mine: readonly UnitToGrade[]): ShownAnswer[][] {
  const shown = mine.map(shownAnswerOf);
  const nothing = shown.filter(isNothing);
  const packs = packAnswers(
    shown.filter((answer) => !isNothing(answer)),
    limits.answersPerGrading,
  );
  return nothing.length > 0 ? [nothing, ...packs] : packs;
}

interface BatchInput {
  batch: readonly ShownAnswer[];
  /** What the model says nothing usable of gets a grade of nothing. */
  givesUp: boolean;
}

/** Grades a call's answers and keeps the grades. Returns those that it got nothing usable for. */
async function gradeBatch(deps: WorkDeps, task: GradeTask, grading: Grading, { batch, givesUp }: BatchInput): Promise<ShownAnswer[]> {
  const { models } = deps;
  const said = await askBatch(deps, task, grading, batch);
  const made = batch.flatMap((answer): NewGrade[] => {
    const { key, flags, rubric } = answer;
    if (isNothing(answer)) return [{ key, flags, ...judgeNothing(rubric) }];
    const item = said.get(keyOf(key));
    if (item) return [{ key, flags, ...judgeAnswer(item, answer) }];
    return givesUp ? [{ key, flags, ...judgeUnusable(rubric) }] : [];
  });
  const graded = new Set(made.map(({ key }) => keyOf(key)));
  // What is asked for by itself next stays claimed.
  const isDone = ({ key }: ShownAnswer): boolean => grading.run < givesUpFromRun || graded.has(keyOf(key));
  const by = { model: models.chatModel, builtIn: models.builtIn, jobId: task.jobId };
  await task.commit(async (tx) => {
    const left = await holdGraded(tx, grading);
    const there = new Set(left.units.map(({ key }) => keyOf(key)));
    await storeGrades(
      tx,
      left,
      by,
      made.filter(({ key }) => there.has(keyOf(key))),
    );
    await linkKnown(tx, left, by.model);
    await releaseGrades(tx, { keys: keysOf(batch.filter(isDone)), model: by.model, claim: task });
  });
  return batch.filter(({ key }) => !graded.has(keyOf(key)));
}

/** What the model says of a call's answers, by `keyOf`. Errors: those of the models; `model_unusable_output` where it is nothing usable. */
async function askBatch(
  deps: WorkDeps,
  task: GradeTask,
  grading: Grading,
  batch: readonly ShownAnswer[],
): Promise<Map<string, GradingItem>> {
  const answers = batch.filter((answer) => !isNothing(answer));
  const units = answers.map(({ unit }) => unit);
  const hold = async (tx: Tx): Promise<boolean> => (await holdGraded(tx, { ...grading, units })).units.length === units.length;
  try {
    return await askGrades(deps.ctx, modelsFor(deps, task), task, { answers, hold });
  } catch (error) {
    if (grading.run >= givesUpFromRun && toAppError(error).code === 'model_unusable_output') return new Map();
    throw error;
  }
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
