import { unifyCharacters } from './characters.ts';

const SOFT_HYPHEN = /\u00AD\s*/g;
const HYPHEN_AT_LINE_END = /(\p{L})-[^\S\n]*\n\s*(?=\p{Ll})/gu;
const UNSEEN = /[\p{Cc}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/gu;

/**
 * One spelling for comparing texts (duplicates, answers): NFKC, plain quotes and dashes, words mended that were hyphenated at a
 * line's end, single spaces, nothing invisible. Case is kept. Idempotent. For finding a quote on a page use `findQuote`.
 */
export function normalizeText(text: string): string {
  const mended = unifyCharacters(text.replace(SOFT_HYPHEN, '')).replace(HYPHEN_AT_LINE_END, '$1');
  return mended.replace(/\s+/g, ' ').replace(UNSEEN, '').replace(/ {2,}/g, ' ').trim();
}
