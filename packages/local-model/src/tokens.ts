/**
 * How many tokens a text is about: four bytes each, at least one per word.
 * A real tokenizer costs 0.4 s and 50 MB at start, which is much for a number that nobody pays by.
 */
export function countTokens(text: string): number {
  const words = text.match(/\S+/gu)?.length ?? 0;
  return Math.max(words, Math.ceil(Buffer.byteLength(text) / 4));
}

/** The beginning of a text that is at most `limit` tokens long. */
export function cutToTokens(text: string, limit: number): string {
  let cut = text;
  for (let size = text.length; countTokens(cut) > limit; cut = text.slice(0, size))
    size = Math.floor(size * Math.min(0.95, limit / countTokens(cut)));
  return cut;
}
