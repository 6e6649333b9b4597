import { AppError, type BlueprintPart, type FieldError, limits } from '@lectern/contract';
import type { TestSelection } from '@lectern/db';
import type { Ctx } from '../ctx.ts';
import { invalidField } from '../invalid-field.ts';
import { makeCopies } from './copy-questions.ts';
import { findShortages } from './draw/draw-questions.ts';
import type { Shortage } from './draw/fill-blueprint.ts';
import { type BankCandidate, isAnythingApproved, readCandidates } from './read-candidates.ts';
import type { TestSettings } from './test-settings.ts';

interface SelectionInput extends Pick<TestSettings, 'selection' | 'track'> {
  courseId: string;
}

/** Of a larger bank the rest is copied when it is drawn. */
const mostCopies = 1_000;
/** Parts that cannot be filled. */
const mostNamed = 20;

/**
 * Checks that a test could be sat now, and makes the copies that its attempts will refer to: a class that starts at the same instant
 * finds them. Errors: `no_approved_questions` and `not_enough_questions` for a blueprint; `invalid_request` with the chosen questions
 * that are none.
 */
export async function checkSelection(ctx: Ctx, input: SelectionInput): Promise<void> {
  const { selection, track, courseId } = input;
  if (selection.kind === 'blueprint') checkTotal(selection.parts);
  const candidates = await readCandidates(ctx, input);
  if (selection.kind === 'questions') checkChosen(selection, candidates);
  else {
    if (candidates.length === 0 && !(await isAnythingApproved(ctx, courseId))) throw new AppError('no_approved_questions');
    refuseShortages(findShortages(selection.parts, track, candidates));
  }
  const bare = candidates.filter(({ askedId }) => askedId === null).slice(0, mostCopies);
  await makeCopies(
    ctx,
    bare.map(({ id }) => id),
  );
}

function checkChosen({ questionIds }: Extract<TestSelection, { kind: 'questions' }>, candidates: readonly BankCandidate[]): void {
  const known = new Set(candidates.map(({ id }) => id));
  const fields = questionIds.flatMap((id, at): FieldError[] => {
    const path = `question_ids.${at}`;
    if (questionIds.indexOf(id) < at) return [{ path, message: 'is there already' }];
    return known.has(id) ? [] : [{ path, message: 'is no approved question of this course' }];
  });
  if (fields.length > 0) throw new AppError('invalid_request', undefined, { fields: fields.slice(0, limits.fieldErrors) });
}

function checkTotal(parts: readonly BlueprintPart[]): void {
  const total = totalOf(parts);
  if (total <= limits.questionsPerTest) return;
  throw invalidField('blueprint', `at most ${limits.questionsPerTest} questions in all; these are ${total}`);
}

function refuseShortages(short: readonly Shortage[]): void {
  if (short.length === 0) return;
  const missing = short.slice(0, mostNamed).map(({ part, found }) => `${describe(part)}: ${part.count} asked for, ${found} there`);
  if (short.length > mostNamed) missing.push(`and ${short.length - mostNamed} more parts`);
  throw new AppError(
    'not_enough_questions',
    `Of what is approved not all parts can be filled, each question used once. ${missing.join('; ')}.`,
  );
}

export function totalOf(parts: readonly BlueprintPart[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

function describe({ type, difficulty, topic }: BlueprintPart): string {
  const kind = [difficulty, type?.replaceAll('_', ' ') ?? 'any type'].filter((word) => word !== undefined).join(', ');
  return topic === undefined ? kind : `${kind}, about “${topic}”`;
}
