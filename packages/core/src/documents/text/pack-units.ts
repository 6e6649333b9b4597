import type { Unit } from './units.ts';

export interface PackOptions {
  targetTokens: number;
  maxTokens: number;
}

/** What a border between two chunks costs, beside their sizes: 1 is as bad as an empty chunk. */
const BORDER = { beforeHeading: 0, betweenBlocks: 0.1, betweenItems: 0.2, insideBlock: 0.3, afterLeadIn: 0.8, afterHeading: 1.5 } as const;
/** What it costs to have a heading in the middle of a chunk; of the outermost level more than any chunk but a tiny one. */
const CROSSED_HEADING = 0.3;
const CROSSED_TOP_HEADING = 0.75;

/**
 * Divides units into chunks of at most `maxTokens` (by sum), as ranges. Of all divisions it takes the cheapest: sizes close to
 * the target, borders at headings rather than inside paragraphs, no heading or lead-in parted from what follows.
 */
export function packUnits(units: readonly Unit[], options: PackOptions): Unit[][] {
  const topLevel = topLevelOf(units);
  const borders = units.map((unit, i) => borderCost(units[i - 1], unit));
  const crossings = units.map((unit) => crossingCost(unit, topLevel));
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let to = 1; to <= units.length; to += 1) {
    let tokens = 0;
    let crossed = 0;
    let cheapest = { cost: Infinity, from: to - 1 };
    for (let from = to - 1; from >= 0; from -= 1) {
      tokens += units[from]?.tokens ?? 0;
      if (tokens > options.maxTokens && from < to - 1) break;
      const size = (tokens - options.targetTokens) / options.targetTokens;
      const cost = (best[from]?.cost ?? 0) + size * size + crossed + (borders[from] ?? 0);
      if (cost < cheapest.cost) cheapest = { cost, from };
      crossed += crossings[from] ?? 0;
    }
    best.push(cheapest);
  }
  return rangesOf(best).map(([from, to]) => units.slice(from, to));
}

function rangesOf(best: readonly { from: number }[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (let to = best.length - 1; to > 0; to = best[to]?.from ?? 0) ranges.push([best[to]?.from ?? 0, to]);
  return ranges.toReversed();
}

function borderCost(before: Unit | undefined, after: Unit): number {
  if (before === undefined) return 0;
  if (before.kind === 'heading') return BORDER.afterHeading;
  if (after.kind === 'heading') return BORDER.beforeHeading;
  if (after.startsBlock && before.text.endsWith(':')) return BORDER.afterLeadIn;
  if (!after.startsBlock) return BORDER.insideBlock;
  return after.glue === '\n' ? BORDER.betweenItems : BORDER.betweenBlocks;
}

/** A heading directly under another one opens no section of its own. */
function crossingCost(unit: Unit, topLevel: number | undefined): number {
  if (unit.kind !== 'heading') return 0;
  return unit.level === topLevel ? CROSSED_TOP_HEADING : CROSSED_HEADING;
}

/** The outermost level, if it divides the document at all. */
function topLevelOf(units: readonly Unit[]): number | undefined {
  const levels = units.flatMap(({ kind, level }) => (kind === 'heading' && level !== undefined ? [level] : []));
  const top = levels.reduce((least, level) => Math.min(least, level), Infinity);
  return levels.filter((level) => level === top).length > 1 ? top : undefined;
}
