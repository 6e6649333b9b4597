import type { Mark } from './heading-marks.ts';

/** Some 90 words: of less there is nothing to sum up in two sentences. */
const MIN_CHARS = 500;
/** Less before the first heading is a title page or an imprint. */
const MIN_FRONT_CHARS = 1_500;
/** Of those that are too many, how many go before they are weighed again: they make their neighbours bigger. */
const SHARE_AT_ONCE = 0.1;
/** A section that the author has divided is one of the subject's; the others are often exercises and boxes. */
const DIVIDED_WEIGHT = 2.5;

type Weighed = Mark & { isDivided: boolean };

/**
 * Joins sections with what stands before them until none is too small and there are at most `limit`: the smallest first, deep
 * ones sooner. A heading counts with all that stands under it.
 */
export function joinMarks(all: readonly Mark[], limit: number): Mark[] {
  const divided = all.map((mark, at) => ({ ...mark, isDivided: endOf(all, at) > at + 1 }));
  const marks = joinSmall(divided);
  return marks.length > limit ? joinMany(withoutLists(marks), limit) : marks;
}

function joinMany(all: readonly Weighed[], limit: number): Weighed[] {
  let marks = [...all];
  while (marks.length > limit) {
    const weights = weightsOf(marks);
    const surplus = Math.ceil((marks.length - limit) * SHARE_AT_ONCE);
    const least = [...weights.keys()].filter((at) => at > 0).sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0));
    const removed = new Set(least.slice(0, surplus));
    marks = withoutOnlyOnes(removeMarks(withLastTitles(marks, removed), (_mark, at) => removed.has(at)));
  }
  return marks;
}

/** Where each of many parts has its list of sources, these are no borders: what is joined would end at every one. */
function withoutLists(marks: readonly Weighed[]): Weighed[] {
  const first = marks.findIndex(({ kind }) => kind === 'heading');
  return marks.slice(Math.max(0, first)).filter(({ kind }) => kind !== 'left_out');
}

/** Of the topmost level none may go unnamed: what is joined is called by its first and its last title. */
function withLastTitles(marks: readonly Weighed[], removed: ReadonlySet<number>): Weighed[] {
  const [top] = levelsOf(marks);
  const named = marks.map((mark) => ({ ...mark }));
  let kept: Weighed | undefined;
  for (const [at, mark] of named.entries()) {
    if (mark.level !== top) continue;
    if (!removed.has(at)) kept = mark;
    else if (kept) kept.lastTitle = mark.lastTitle ?? mark.title;
  }
  return named;
}

function joinSmall(all: readonly Weighed[]): Weighed[] {
  let marks = [...all];
  const [top, ...lower] = levelsOf(marks);
  for (const level of [...lower.toReversed(), top]) {
    const weights = weightsOf(marks);
    const ofLevel = marks.filter((mark) => mark.level === level);
    const needed = MIN_CHARS * (level !== top && ofLevel.some(({ isDivided }) => isDivided) ? DIVIDED_WEIGHT : 1);
    marks = removeMarks(marks, (mark, at) => mark.level === level && (weights[at] ?? 0) < needed);
    marks = withoutOnlyOnes(marks);
  }
  const [front, ...rest] = marks;
  return front?.kind === 'front' && front.chars < MIN_FRONT_CHARS && rest.length > 0 ? rest : marks;
}

/** From the topmost. */
function levelsOf(marks: readonly Mark[]): number[] {
  return [...new Set(marks.map(({ level }) => level))].sort((a, b) => a - b);
}

/** By how much text each keeps its place; from the third level on there are many, and each says less about the whole. */
function weightsOf(marks: readonly Weighed[]): number[] {
  const levels = levelsOf(marks);
  return marks.map((mark, at) => {
    if (mark.kind !== 'heading') return Infinity;
    const held = marks.slice(at, endOf(marks, at)).filter(({ kind }) => kind === 'heading');
    const chars = held.reduce((sum, below) => sum + below.chars, 0);
    return ((mark.isDivided ? DIVIDED_WEIGHT : 1) * chars) / Math.max(1, levels.indexOf(mark.level)) ** 2;
  });
}

/** Index of the mark that ends the section at `at`. */
function endOf(marks: readonly Mark[], at: number): number {
  const level = marks[at]?.level ?? 0;
  for (let i = at + 1; i < marks.length; i += 1) {
    const mark = marks[i];
    if (mark && mark.level <= level) return i;
  }
  return marks.length;
}

/** What is left of several under one heading is not a part of it: what the others said stands in it too. */
function withoutOnlyOnes(marks: readonly Weighed[]): Weighed[] {
  return removeMarks(marks, (mark, at) => {
    const before = marks[at - 1];
    if (before?.kind !== 'heading' || before.level >= mark.level) return false;
    return !marks.slice(endOf(marks, at), endOf(marks, at - 1)).some(({ kind }) => kind === 'heading');
  });
}

/** The text of what is removed goes to what stands before it; only headings are removed, and never what nothing stands before. */
function removeMarks(marks: readonly Weighed[], isRemoved: (mark: Weighed, at: number) => boolean): Weighed[] {
  const kept: Weighed[] = [];
  for (const [at, mark] of marks.entries()) {
    const last = kept.at(-1);
    if (last === undefined || mark.kind !== 'heading' || !isRemoved(mark, at)) kept.push({ ...mark });
    else last.chars += mark.chars;
  }
  return kept;
}
