export const SOFT_HYPHEN = '\u00AD';
/** White space, soft hyphens, zero-width marks, direction marks, control characters: nothing a reader would call text. */
export const INVISIBLE = /[\s\p{Cc}\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/u;
/** Marks in front of list items, as they come out of PDFs (with those of the Symbol and Wingdings fonts already mapped). */
export const BULLET = /[•‣⁃▪▫■□●○◦◆◇➢➤►▸✓✔]/u;
export const LETTER = /\p{L}/u;
/** What may stand inside a word; decides whether a place is at a word's border. */
export const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts written without spaces between words: lines of these are joined without one. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const SINGLE_QUOTES = '‘’‚‛′‹›`´ʼ＇';
const DOUBLE_QUOTES = '“”„‟″«»＂';
const DASHES = '‐‑‒–—―−﹘﹣－';
const unified = new Map<string, string>([
  ...[...SINGLE_QUOTES].map((mark) => [mark, "'"] as const),
  ...[...DOUBLE_QUOTES].map((mark) => [mark, '"'] as const),
  ...[...DASHES].map((mark) => [mark, '-'] as const),
]);
// oxlint-disable-next-line no-control-regex
const PLAIN = /^[\u0000-\u005F\u0061-\u007F]*$/;
const VARIANTS = new RegExp(`[${SINGLE_QUOTES}${DOUBLE_QUOTES}${DASHES}]`, 'gu');

/** Compatibility forms (ligatures, full width, superscripts) and the many quotes and dashes become one each. */
export function unifyCharacters(text: string): string {
  if (PLAIN.test(text)) return text;
  // Before NFKC too: it takes some of the marks apart into a space and an accent.
  return replaceVariants(replaceVariants(text).normalize('NFKC'));
}

function replaceVariants(text: string): string {
  return text.replace(VARIANTS, (mark) => unified.get(mark) ?? mark);
}
