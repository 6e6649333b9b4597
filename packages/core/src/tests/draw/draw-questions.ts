import type { BlueprintPart, QuestionType, Track } from '@lectern/contract';
import type { TestSelection } from '@lectern/db';
import { orderByTrack, preferByTrack } from './by-track.ts';
import type { Candidate } from './candidate.ts';
import { fillBlueprint } from './fill-blueprint.ts';
import { createShuffle, type Shuffle } from './shuffle.ts';

/** What an attempt consists of: that of a test, or so many questions of a course for practice. */
export type Selection = TestSelection | { kind: 'practice'; count: number };

export interface DrawRules {
  selection: Selection;
  track: Track;
  shuffleQuestions: boolean;
  shuffleOptions: boolean;
  points: Partial<Record<QuestionType, number>>;
}

/** A question of an attempt. */
export interface Drawn<C> {
  candidate: C;
  points: number;
  /** The options as they are shown: places in the question's own order. */
  optionOrder: number[];
}

/**
 * The questions of an attempt in the order in which they are shown. The same seed, rules and candidates (in any order) give the
 * same ones. What cannot be had is left out: an attempt of a class that is sitting already is rather shorter than refused.
 */
export function drawQuestions<C extends Candidate>(seed: string, rules: DrawRules, candidates: readonly C[]): Drawn<C>[] {
  const ordered = candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const drawn = select(rules, ordered, createShuffle(seed, 'questions'));
  const shown = rules.shuffleQuestions ? createShuffle(seed, 'order')(drawn) : drawn;
  return shown.map((candidate) => ({
    candidate,
    points: rules.points[candidate.type] ?? 1,
    optionOrder: orderOptions(seed, rules, candidate),
  }));
}

function select<C extends Candidate>({ selection, track }: DrawRules, candidates: readonly C[], shuffle: Shuffle): C[] {
  if (selection.kind === 'questions') {
    const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
    return selection.questionIds.flatMap((id) => byId.get(id) ?? []);
  }
  if (selection.kind === 'practice') {
    return orderByTrack(preferByTrack(shuffle(candidates), track).slice(0, selection.count), track);
  }
  return orderByTrack(fillBlueprint(selection.parts, { candidates, track, shuffle }).drawn, track);
}

/** Whether the parts can all be filled; with which they cannot, equal ones as one. */
export function findShortages(parts: readonly BlueprintPart[], track: Track, candidates: readonly Candidate[]) {
  return fillBlueprint(mergeEqual(parts), { candidates, track, shuffle: (items) => [...items] }).short;
}

function mergeEqual(parts: readonly BlueprintPart[]): BlueprintPart[] {
  const merged = new Map<string, BlueprintPart>();
  for (const part of parts) {
    const key = JSON.stringify([part.type, part.difficulty, part.topic?.toLowerCase()]);
    const same = merged.get(key);
    merged.set(key, same ? { ...same, count: same.count + part.count } : part);
  }
  return [...merged.values()];
}

/** True stands before False for everybody. */
function orderOptions(seed: string, { shuffleOptions }: DrawRules, { id, type, options }: Candidate): number[] {
  const places = Array.from({ length: options }, (_, place) => place);
  return shuffleOptions && type !== 'true_false' ? createShuffle(seed, `options ${id}`)(places) : places;
}
