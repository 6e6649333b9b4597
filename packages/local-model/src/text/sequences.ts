import { singular, stem } from './words.ts';

/** Words in order, in their stems: what two wordings of the same sentence share. */
export type Sequence = readonly string[];

/** Scripts without spaces go character by character; code keeps its signs; `len()` is a word. */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_]+(?:[.,](?=\d)\d+|['’.](?=\p{L})[\p{L}\p{N}]+)*(?:\(\)(?: (?:functions?|methods?|calls?)(?![\p{L}]))?)?|(?<![\p{L}\p{N}])[=+*/<>%!&|^~-]+(?![\p{L}\p{N}])/gu;

const article = /^(?:an?|the)$/u;
const light =
  /^(?:of|to|in|on|at|by|with|and|or|that|which|who|is|are|was|were|be|been|as|it|its|they|their|this|these|from|also|then|so|very|such)$/u;

function stemOf(token: string): string {
  const word = token.replace(/\(\).*$/u, '').replace('’', "'");
  return /^[a-z]+$/u.test(word) ? stem(singular(word)) : word;
}

function tokensOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(/\ba\(n\)/gu, 'a')
      .match(tokenPattern) ?? []
  );
}

/** All words but articles: two texts with the same sequence say the same. */
export function exactSequence(text: string): Sequence {
  return tokensOf(text)
    .filter((token) => !article.test(token))
    .map(stemOf);
}

/** The words that carry meaning. Unlike in a search, `for`, `while` and `not` do. */
export function contentSequence(text: string): Sequence {
  return tokensOf(text)
    .filter((token) => !article.test(token) && !light.test(token))
    .map(stemOf);
}

/** Where `part` stands in `whole` without a gap and without a word at one of the `taken` positions; -1 for nowhere. */
export function findRun(whole: Sequence, part: Sequence, taken: ReadonlySet<number> = new Set()): number {
  if (part.length === 0) return -1;
  for (let start = 0; start + part.length <= whole.length; start += 1) {
    if (part.every((word, index) => whole[start + index] === word && !taken.has(start + index))) return start;
  }
  return -1;
}

/** The longest common subsequence: the positions of `part`'s words in `whole`, in order. */
export function align(part: Sequence, whole: Sequence): number[] {
  const width = whole.length + 1;
  const longest = new Uint16Array((part.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = part.length - 1; row >= 0; row -= 1) {
    for (let column = whole.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        part[row] === whole[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const positions: number[] = [];
  for (let row = 0, column = 0; row < part.length && column < whole.length;) {
    if (part[row] === whole[column]) {
      positions.push(column);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return positions;
}

/** How much of `part` comes in `whole` in the same order, 0 to 1. */
export function sharedInOrder(part: Sequence, whole: Sequence): number {
  return part.length === 0 ? 0 : align(part, whole).length / part.length;
}
