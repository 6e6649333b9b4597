import type { Area } from './areas.ts';
import type { Candidate } from './candidate.ts';
import { similarity } from './unit-vectors.ts';

/** How much what a passage says counts, against how much of it others say already. */
const scoreShare = 0.7;

interface Rival {
  candidate: Candidate;
  taken: boolean;
  /** The highest similarity to one of the passages that it was compared with: the first so many that were taken. */
  nearest: number;
  compared: number;
}

/**
 * Takes passages by maximal marginal relevance: of each area, one after the other, the one with the best score that is least
 * similar to all that were taken, in other areas too. A passage without a vector is similar to none.
 */
export class DiverseSelection {
  readonly #rivals: ReadonlyMap<string, Rival>;
  readonly #taken: Candidate[] = [];

  constructor(passages: readonly Candidate[]) {
    this.#rivals = new Map(passages.map((candidate) => [candidate.id, { candidate, taken: false, nearest: 0, compared: 0 }]));
  }

  /** What was not taken. */
  get left(): Candidate[] {
    return Array.from(this.#rivals.values()).flatMap(({ candidate, taken }) => (taken ? [] : candidate));
  }

  /** The passages taken of each area, in reading order. The areas take turns, so that none has the first choice of everything. */
  take(areas: readonly Area[]): Candidate[][] {
    const takenOf = areas.map((): Set<string> => new Set());
    const mostTurns = Math.max(0, ...areas.map(({ quota }) => quota));
    for (let turn = 0; turn < mostTurns; turn += 1) {
      for (const [at, { candidates, quota }] of areas.entries()) {
        const best = turn < quota ? this.#findBest(candidates) : undefined;
        if (!best) continue;
        best.taken = true;
        this.#taken.push(best.candidate);
        takenOf[at]?.add(best.candidate.id);
      }
    }
    return areas.map(({ candidates }, at) => candidates.filter(({ id }) => takenOf[at]?.has(id)));
  }

  /**
   * Comparing makes a passage worth less, never more: so only those are compared that would be the best without it. That is a
   * tenth of all comparisons.
   */
  #findBest(candidates: readonly Candidate[]): Rival | undefined {
    const open = candidates.flatMap(({ id, score }) => {
      const rival = this.#rivals.get(id);
      return rival && !rival.taken ? { rival, score } : [];
    });
    for (;;) {
      let best: Rival | undefined;
      let bestValue = -Infinity;
      for (const { rival, score } of open) {
        const value = scoreShare * score - (1 - scoreShare) * rival.nearest;
        if (value > bestValue) [best, bestValue] = [rival, value];
      }
      if (!best || best.compared === this.#taken.length) return best;
      this.#compare(best);
    }
  }

  #compare(rival: Rival): void {
    for (const taken of this.#taken.slice(rival.compared)) {
      rival.nearest = Math.max(rival.nearest, similarity(rival.candidate.vector, taken.vector));
    }
    rival.compared = this.#taken.length;
  }
}
