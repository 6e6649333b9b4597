import { SOFT_HYPHEN, UNSPACED } from './characters.ts';
import type { HyphenMender } from './hyphenation.ts';
import type { Line } from './page-lines.ts';

/** Lines as one running text that still knows which page each place is on. */
export interface JoinedText {
  text: string;
  pageAt(offset: number): number;
}

/** "pre- and post-war" keeps its space, "all-purpose" has none. */
const AFTER_HANGING_HYPHEN = /^(?:and|or|und|oder|et|ou|y|o|e|en|of)\b/u;

export function joinLines(lines: readonly Line[], mendHyphen: HyphenMender): JoinedText {
  const pieces: string[] = [];
  const starts: { offset: number; page: number }[] = [];
  let length = 0;
  for (const [i, { page, text }] of lines.entries()) {
    if (starts.at(-1)?.page !== page) starts.push({ offset: length, page });
    const piece = text.replaceAll('\t', ' ');
    const next = lines[i + 1]?.text;
    const joined =
      next === undefined ? piece.replaceAll(SOFT_HYPHEN, '') : piece.replace(/[-\u00AD]$/u, '') + seam(piece, next, mendHyphen);
    pieces.push(joined);
    length += joined.length;
  }
  return { text: pieces.join(''), pageAt: (offset) => starts.findLast((start) => start.offset <= offset)?.page ?? 0 };
}

/** What joins two lines in place of the line end, and of the hyphen before it if there is one. */
function seam(before: string, after: string, mendHyphen: HyphenMender): '' | ' ' | '-' | '- ' {
  if (before.endsWith(SOFT_HYPHEN)) return '';
  if (before.endsWith('-')) {
    if (!/[\p{L}\p{N}]-$/u.test(before) || AFTER_HANGING_HYPHEN.test(after)) return '- ';
    return mendHyphen(before, after) === 'drop' ? '' : '-';
  }
  return UNSPACED.test(before.slice(-1)) && UNSPACED.test(after.charAt(0)) ? '' : ' ';
}
