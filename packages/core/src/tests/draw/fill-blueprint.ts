import type { BlueprintPart, Track } from '@lectern/contract';
import { preferByTrack } from './by-track.ts';
import type { Candidate } from './candidate.ts';
import type { Shuffle } from './shuffle.ts';

/** A part that could not be filled. */
export interface Shortage {
  part: BlueprintPart;
  /** Questions that it got. */
  found: number;
}

interface Part<C> {
  count: number;
  /** What fits it, in the order in which it is taken. */
  fitting: readonly C[];
}

/** The topic is part of the question's, in any case. */
function fits({ type, difficulty, topic }: BlueprintPart, candidate: Candidate): boolean {
  if (type !== undefined && candidate.type !== type) return false;
  if (difficulty !== undefined && candidate.difficulty !== difficulty) return false;
  return topic === undefined || candidate.topic.toLowerCase().includes(topic.toLowerCase());
}

/**
 * Draws different questions for all parts of a blueprint, in the order of the parts. Where parts want the same questions these are
 * shared out so that as many places as possible are filled: a part gives one up if it finds another.
 */
export function fillBlueprint<C extends Candidate>(
  parts: readonly BlueprintPart[],
  { candidates, track, shuffle }: { candidates: readonly C[]; track: Track; shuffle: Shuffle },
): { drawn: C[]; short: Shortage[] } {
  const shuffled = shuffle(candidates);
  const all = parts.map((part): Part<C> => {
    const fitting = shuffled.filter((candidate) => fits(part, candidate));
    return { count: part.count, fitting: part.type === undefined ? preferByTrack(fitting, track) : fitting };
  });
  const takenBy = new Map<C, Part<C>>();
  // Those with the least choice first: what they take is seldom asked back.
  for (const part of all.toSorted((a, b) => a.fitting.length - b.fitting.length)) {
    for (let taken = 0; taken < part.count && takeOne(part, takenBy, new Set()); taken += 1);
  }
  const taken = all.map((part) => part.fitting.filter((candidate) => takenBy.get(candidate) === part));
  const short = parts.flatMap((part, at) => {
    const found = taken[at]?.length ?? 0;
    return found < part.count ? [{ part, found }] : [];
  });
  return { drawn: taken.flat(), short };
}

/** Takes one that is free, or one whose part finds another in its place. `asked`: those that were asked back already. */
function takeOne<C>(part: Part<C>, takenBy: Map<C, Part<C>>, asked: Set<C>): boolean {
  const free = part.fitting.find((candidate) => !takenBy.has(candidate));
  if (free !== undefined) {
    takenBy.set(free, part);
    return true;
  }
  for (const candidate of part.fitting) {
    const holder = takenBy.get(candidate);
    if (!holder || holder === part || asked.has(candidate)) continue;
    asked.add(candidate);
    if (!takeOne(holder, takenBy, asked)) continue;
    takenBy.set(candidate, part);
    return true;
  }
  return false;
}
