import type { PageText } from './page-text.ts';

/** A line near the top or the bottom of a page. */
export interface EdgeLine {
  page: number;
  /** Index into `text.split('\n')` of its page. */
  line: number;
  /** With single spaces. */
  text: string;
  /** The reader found a gap as between the cells of a table. */
  hasCells: boolean;
  edge: 'top' | 'bottom';
  /** 0 is the outermost line with text. */
  rank: number;
}

/** The outer lines of one page; no line is in both lists. */
export interface PageEdges {
  page: number;
  top: readonly EdgeLine[];
  bottom: readonly EdgeLine[];
}

/** A longer line is text, and so is what comes after it. */
const MAX_CHARACTERS = 200;
/** Headers and footers of more lines than this are rare, and real text begins to be at risk. */
const DEPTH = 3;

export function edgesOf({ page, text }: PageText): PageEdges {
  const lines = text
    .split('\n')
    .map((line, index) => ({ page, line: index, text: line.replace(/\s+/g, ' ').trim(), hasCells: line.includes('\t') }))
    .filter((line) => line.text !== '');
  const depth = Math.min(DEPTH, Math.floor(lines.length / 2));
  return {
    page,
    top: untilLongLine(lines.slice(0, depth)).map((line, rank) => ({ ...line, edge: 'top', rank })),
    bottom: untilLongLine(lines.slice(lines.length - depth).toReversed()).map((line, rank) => ({ ...line, edge: 'bottom', rank })),
  };
}

function untilLongLine<L extends { text: string }>(lines: readonly L[]): readonly L[] {
  const end = lines.findIndex(({ text }) => text.length > MAX_CHARACTERS);
  return end === -1 ? lines : lines.slice(0, end);
}
