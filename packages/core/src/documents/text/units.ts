import type { Block } from './blocks.ts';
import { SOFT_HYPHEN, UNSPACED } from './characters.ts';
import { countTokens } from './count-tokens.ts';
import { cutLongText } from './cut-long-text.ts';
import type { HyphenMender } from './hyphenation.ts';
import { joinLines, type JoinedText } from './join-lines.ts';
import type { Line } from './page-lines.ts';
import type { SentenceSpan } from './split-sentences.ts';

/** The smallest thing a chunk is made of. */
export interface Unit {
  kind: 'heading' | 'sentence' | 'row';
  text: string;
  page: number;
  /** Where it ends; later than `page` if it crosses a page's border. */
  pageTo: number;
  /** What stands before it, unless it begins a chunk. */
  glue: '' | ' ' | '\n' | '\n\n';
  /** With the glue. */
  tokens: number;
  /** Of a heading, from 0. */
  level: number | undefined;
  /** First of its paragraph, list item, table or listing. */
  startsBlock: boolean;
  /** The heading it stands under, or its own text if it is one. */
  heading: string | undefined;
}

export interface UnitOptions {
  maxTokens: number;
  splitSentences: (text: string) => SentenceSpan[];
  mendHyphen: HyphenMender;
}

/** A character (UTF-16) takes at most three bytes, and a byte is a token at worst. */
const MOST_TOKENS_PER_CHARACTER = 3;
const MOST_CHARACTERS_PER_TOKEN = 12;

type Piece = Pick<Unit, 'text' | 'page' | 'pageTo'>;

/** The units of one block; `before` is the last unit so far. */
export function unitsOfBlock(block: Block, before: Unit | undefined, options: UnitOptions): Unit[] {
  const kind = block.kind === 'heading' ? 'heading' : block.kind === 'rows' ? 'row' : 'sentence';
  const pieces = kind === 'row' ? rowsOf(block.lines, options) : sentencesOf(block, options);
  const heading = kind === 'heading' ? pieces.map((piece) => piece.text).join(' ') : before?.heading;
  const units: Unit[] = [];
  for (const piece of pieces) {
    const last = units.at(-1);
    const glue = last ? glueInside(kind, last.text, piece.text) : glueBefore(block, before);
    const tokens = countTokens(glue + piece.text);
    units.push({ ...piece, kind, glue, tokens, heading, level: block.level, startsBlock: last === undefined });
  }
  return units;
}

function sentencesOf(block: Block, { splitSentences, mendHyphen, maxTokens }: UnitOptions): Piece[] {
  const joined = joinLines(block.lines, mendHyphen);
  const whole = { start: 0, end: joined.text.length };
  const spans = block.kind === 'heading' ? [whole] : splitSentences(joined.text);
  return spans.flatMap((span) => piecesOf(joined, span, maxTokens));
}

function rowsOf(lines: readonly Line[], { maxTokens }: UnitOptions): Piece[] {
  return lines.flatMap(({ text: row, page }) => {
    const text = row.replaceAll(SOFT_HYPHEN, '');
    return piecesOf({ text, pageAt: () => page }, { start: 0, end: text.length }, maxTokens);
  });
}

function piecesOf(joined: JoinedText, span: SentenceSpan, maxTokens: number): Piece[] {
  // Counting takes long where there are no spaces; most sentences are short enough, or too long, by any count.
  const fits = (text: string): boolean =>
    text.length * MOST_TOKENS_PER_CHARACTER <= maxTokens ||
    (text.length <= maxTokens * MOST_CHARACTERS_PER_TOKEN && countTokens(`\n\n${text}`) <= maxTokens);
  return cutLongText(joined.text, span, fits).map(({ start, end }) => ({
    text: joined.text.slice(start, end),
    page: joined.pageAt(start),
    pageTo: joined.pageAt(end - 1),
  }));
}

function glueInside(kind: Unit['kind'], before: string, after: string): Unit['glue'] {
  if (kind === 'row') return '\n';
  return UNSPACED.test(before.slice(-1)) && UNSPACED.test(after.charAt(0)) ? '' : ' ';
}

function glueBefore(block: Block, before: Unit | undefined): Unit['glue'] {
  const staysClose = block.kind === 'item' || before?.kind === 'heading';
  return staysClose && block.kind !== 'heading' ? '\n' : '\n\n';
}
