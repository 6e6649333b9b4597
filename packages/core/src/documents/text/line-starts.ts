const LOWER = /^["'“‘([]*\p{Ll}/u;
const PUNCTUATION = /^[,;:.!?)\]%=+*/&]/u;

/** Begins as only the rest of a sentence does. */
export function startsInsideSentence(text: string): boolean {
  return LOWER.test(text) || PUNCTUATION.test(text);
}
