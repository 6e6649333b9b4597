import { SOFT_HYPHEN, UNSPACED } from './characters.ts';
import type { HyphenMender } from './hyphenation.ts';
import type { Line } from './page-lines.ts';

/** Lines as one running text that still knows which page each place is on. */
export interface JoinedText {
  text: string;
  pageAt(offset: number): number;
}

export function joinLines(lines: readonly Line[], mendHyphen: HyphenMender): JoinedText {
  let text = '';
  const starts: { offset: number; page: number }[] = [];
  for (const line of lines) {
    const piece = line.text.replaceAll('\t', ' ');
    const join = seam(text, piece, mendHyphen);
    text = (join === 'mend' ? text.slice(0, -1) : text) + (join === 'space' ? ' ' : '');
    if (starts.at(-1)?.page !== line.page) starts.push({ offset: text.length, page: line.page });
    text += piece;
  }
  return {
    text: text.replaceAll(SOFT_HYPHEN, ''),
    pageAt: (offset) => starts.findLast((start) => start.offset <= offset)?.page ?? lines[0]?.page ?? 0,
  };
}

function seam(before: string, after: string, mendHyphen: HyphenMender): 'none' | 'space' | 'mend' {
  if (before === '') return 'none';
  if (before.endsWith(SOFT_HYPHEN)) return 'mend';
  if (/[\p{L}\p{N}]-$/u.test(before)) {
    if (mendHyphen(before, after) === 'drop') return 'mend';
    // "pre- and post-war" keeps its space, "all-purpose" has none.
    return /^(?:and|or|und|oder|et|ou|y|o|e|en|of)\b/u.test(after) ? 'space' : 'none';
  }
  return UNSPACED.test(before.slice(-1)) && UNSPACED.test(after.charAt(0)) ? 'none' : 'space';
}
