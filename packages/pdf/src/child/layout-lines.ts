import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.js';

/** A line as it stands on the page; lengths in points, `y` grows upwards. */
export interface LayoutLine {
  text: string;
  y: number;
  /** Of its largest letters. */
  size: number;
}

interface Piece {
  text: string;
  x: number;
  y: number;
  endX: number;
  size: number;
  isRightToLeft: boolean;
  isAfterSpace: boolean;
}

/** A wider gap (in font sizes) parts two cells; the spaces of justified text stay below it. */
const CELL_GAP = 1.15;
/** What may stand so far from its text without being a cell: a bullet, "1.", "2.3.1". */
const LABEL = /^(?:[^\p{L}\p{N}]{1,2}|\(?[\p{L}\p{N}](?:[\p{N}.]{0,8})[.)]?|[\p{N}.]{1,9})$/u;
/** Letters printed twice, this close (in font sizes), to look bold. */
const OVERPRINT = 0.2;

/** The pieces of text that pdf.js found, in its order, as lines: words apart by a space, cells by a tab. */
export function layoutLines({ items }: TextContent): LayoutLine[] {
  const lines: LayoutLine[] = [];
  let pieces: Piece[] = [];
  let isAfterSpace = false;
  const endLine = (): void => {
    if (pieces.length > 0) lines.push(lineOf(pieces));
    pieces = [];
    isAfterSpace = false;
  };
  for (const item of items) {
    if (!('str' in item)) continue;
    if (item.str.trim() !== '') pieces.push(toPiece(item, isAfterSpace));
    isAfterSpace = item.str !== '' && item.str.trim() === '';
    if (item.hasEOL) endLine();
  }
  endLine();
  return lines;
}

function toPiece({ str, transform, width, dir }: TextItem, isAfterSpace: boolean): Piece {
  const [a, b, , , x, y] = transform.map(Number);
  const at = { x: x ?? 0, y: y ?? 0 };
  return {
    text: str.replace(/\s+/g, ' '),
    ...at,
    endX: at.x + width,
    size: Math.hypot(a ?? 0, b ?? 0),
    isRightToLeft: dir === 'rtl',
    isAfterSpace,
  };
}

function lineOf(pieces: readonly Piece[]): LayoutLine {
  let text = '';
  let last: Piece | undefined;
  for (const piece of pieces) {
    if (last && isOverprint(last, piece)) continue;
    text += last ? separator(text, last, piece) + piece.text : piece.text;
    last = piece;
  }
  const size = pieces.reduce((largest, piece) => Math.max(largest, piece.size), 0);
  const main = pieces.find((piece) => piece.size === size);
  return { text, y: main?.y ?? 0, size };
}

function separator(before: string, last: Piece, next: Piece): '' | ' ' | '\t' {
  const gap = next.x - last.endX;
  const isCell = gap > CELL_GAP * Math.max(last.size, next.size) && !last.isRightToLeft && !next.isRightToLeft;
  if (isCell && !LABEL.test(before)) return '\t';
  return next.isAfterSpace || isCell ? ' ' : '';
}

function isOverprint(last: Piece, next: Piece): boolean {
  return last.text === next.text && Math.hypot(next.x - last.x, next.y - last.y) < OVERPRINT * last.size;
}
