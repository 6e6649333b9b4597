import type { Heading } from './bookmark-headings.ts';
import { endsSentence, isCode, isListItem, isRowOfNumbers, isShort } from './line-shapes.ts';
import { startsInsideSentence } from './line-starts.ts';
import type { Line } from './page-lines.ts';

/** Lines that belong together: running text is re-joined and cut into sentences, rows (tables, code) stay lines. */
export interface Block {
  kind: 'heading' | 'paragraph' | 'item' | 'rows';
  lines: readonly Line[];
  /** Of a heading, from 0. */
  level: number | undefined;
}

const HYPHENATED = /\p{L}-$/u;

export function blocksOf(lines: readonly Line[], headings: ReadonlyMap<number, Heading>): Block[] {
  const rows = lines.map((_, i) => isRow(lines, i));
  const blocks: { kind: Block['kind']; lines: Line[]; level: number | undefined }[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    const heading = headings.get(i);
    const open = blocks.at(-1);
    if (line === undefined) continue;
    if (heading) {
      blocks.push({ kind: 'heading', lines: lines.slice(i, i + heading.lines), level: heading.level });
      i += heading.lines - 1;
    } else if (open && continuesBlock(open, line, rows[i] === true)) {
      open.lines.push(line);
    } else {
      blocks.push({ kind: rows[i] ? 'rows' : isListItem(line.text) ? 'item' : 'paragraph', lines: [line], level: undefined });
    }
  }
  return blocks;
}

function continuesBlock(open: Block, line: Line, isRowLine: boolean): boolean {
  const last = open.lines.at(-1);
  if (last === undefined || open.kind === 'heading') return false;
  if (isRowLine || open.kind === 'rows') return isRowLine && open.kind === 'rows' && !line.isAfterGap;
  return continuesText(last, line);
}

/** Whether running text goes on from one line (or page) to the next. */
function continuesText(last: Line, next: Line): boolean {
  if (isListItem(next.text) || last.text.endsWith(':')) return false;
  const isOpen = !endsSentence(last.text, next.text);
  if (isOpen && (startsInsideSentence(next.text) || HYPHENATED.test(last.text))) return true;
  return !next.isAfterGap && !isShort(last, next);
}

function hasCells(text: string): boolean {
  return text.includes('\t');
}

function isRow(lines: readonly Line[], i: number): boolean {
  const line = lines[i];
  if (line === undefined) return false;
  if (isCode(line.text)) return true;
  const isRowBeside = (looksLikeRow: (text: string) => boolean): boolean =>
    [lines[i - 1], lines[i + 1]].some((beside) => beside?.page === line.page && looksLikeRow(beside.text));
  if (isRowOfNumbers(line.text) && isRowBeside(isRowOfNumbers)) return true;
  // A single gap between lines without one is a stretched space of justified text.
  return hasCells(line.text) && (isRowBeside(hasCells) || line.text.split('\t').length > 2);
}
