import type { Candidate } from './candidate.ts';

/** Passages a call gets. */
export const passagesPerCall = {
  /** Fewer give each other too few distractors. */
  min: 3,
  /** When there is more to choose from. */
  usual: 8,
  /** When all that say something get into a call that way. */
  most: 12,
} as const;

/** o200k_base tokens of the passages of one call, at most. */
export const passageTokensPerCall = 2_800;

/** Ordinals of `job_passages` from one window to the next. */
export const windowStride = 20;

/** What a border between two windows costs; 1 is as bad as an empty window. */
const borderCosts = { betweenAreas: 0, betweenHeadings: 0.05, insideText: 0.15 } as const;
/** What it costs when a window goes over the border of an area. */
const crossingCost = 0.1;
/** Such a window is possible, as a passage may have any length, but worse than any other division. */
const tooLongCost = 100;

interface Place {
  passage: Candidate;
  area: number;
}

/**
 * Divides passages into at most so many windows of neighbours, each with about the same amount of information, cut where one
 * part of the text ends. Windows of fewer than three passages get those beside them as well.
 */
export function makeWindows(areas: readonly (readonly Candidate[])[], count: number): Candidate[][] {
  const places = areas.flatMap((candidates, area) => candidates.map((passage) => ({ passage, area })));
  const ranges = divide(places, Math.min(count, places.length));
  return ranges.map((range) => {
    const own = new Set(places.slice(...range));
    return rangeWithNeighbours(range, places).map((place) => (own.has(place) ? place.passage : { ...place.passage, terms: [] }));
  });
}

/**
 * Windows from the middle of one to the middle of the next: other company for the same passages. Fewer by one than the
 * windows; none where these overlap already.
 */
export function shiftWindows(windows: readonly (readonly Candidate[])[]): Candidate[][] {
  const ids = windows.flatMap((window) => window.map(({ id }) => id));
  if (new Set(ids).size < ids.length) return [];
  const shifted = windows.slice(1).map((next, at) => {
    const before = windows[at] ?? [];
    return [...before.slice(Math.floor(before.length / 2)), ...next.slice(0, Math.floor(next.length / 2))];
  });
  return shifted.filter((window) => window.reduce((sum, { tokens }) => sum + tokens, 0) <= passageTokensPerCall);
}

/** In an order of which every beginning is spread over the whole: the first, the one in the middle, those at the quarters. */
export function inSpreadOrder<Item>(items: readonly Item[]): Item[] {
  const bits = Math.ceil(Math.log2(Math.max(2, items.length)));
  const reversed = (index: number) => Number.parseInt(index.toString(2).padStart(bits, '0').split('').toReversed().join(''), 2);
  return items
    .map((item, index) => ({ item, rank: reversed(index) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Of all divisions into `count` ranges the cheapest; `best[k][to]` is that of the first `to` places into k ranges. */
function divide(places: readonly Place[], count: number): [number, number][] {
  const total = places.reduce((sum, { passage }) => sum + massOf(passage), 0);
  const cheapest = (best: readonly Division[], to: number): Division => {
    let found: Division = { cost: Infinity, from: 0 };
    let [mass, tokens, crossings] = [0, 0, 0];
    for (let from = to - 1; from >= Math.max(0, to - passagesPerCall.most); from -= 1) {
      const place = places[from];
      if (!place) break;
      mass += massOf(place.passage);
      tokens += place.passage.tokens;
      if (from < to - 1 && place.area !== places[from + 1]?.area) crossings += 1;
      const share = (mass * count) / total - 1;
      const cost =
        (best[from]?.cost ?? Infinity) +
        share * share +
        crossings * crossingCost +
        borderCost(places[from - 1], place) +
        (tokens > passageTokensPerCall ? tooLongCost : 0);
      if (cost < found.cost) found = { cost, from };
    }
    return found;
  };
  let best: Division[] = [{ cost: 0, from: 0 }];
  const steps: Division[][] = [];
  for (let k = 0; k < count; k += 1) {
    const before = best;
    best = [{ cost: Infinity, from: 0 }, ...places.map((_, at) => cheapest(before, at + 1))];
    steps.push(best);
  }
  return rangesOf(steps, places.length);
}

interface Division {
  cost: number;
  from: number;
}

function rangesOf(steps: readonly (readonly Division[])[], length: number): [number, number][] {
  let to = length;
  const ranges = steps.toReversed().map((best): [number, number] => {
    const range: [number, number] = [best[to]?.from ?? 0, to];
    to = range[0];
    return range;
  });
  return ranges.toReversed();
}

/** A call has something to do with any passage, more with one that says more, and most with one that teaches terms. */
function massOf({ score, terms }: Candidate): number {
  return 0.1 + score + terms.reduce((sum, { value }) => sum + value, 0);
}

function borderCost(before: Place | undefined, after: Place): number {
  if (before?.area !== after.area) return borderCosts.betweenAreas;
  return before.passage.heading === after.passage.heading ? borderCosts.insideText : borderCosts.betweenHeadings;
}

function rangeWithNeighbours([from, to]: readonly [number, number], places: readonly Place[]): readonly Place[] {
  let [start, end] = [from, to];
  const area = places[from]?.area;
  while (end - start < Math.min(passagesPerCall.min, places.length)) {
    const canGoBack = start > 0;
    const canGoOn = end < places.length;
    if (canGoOn && (!canGoBack || places[end]?.area === area)) end += 1;
    else start -= 1;
  }
  return places.slice(start, end);
}
