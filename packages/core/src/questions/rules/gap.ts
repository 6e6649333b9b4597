/** How a gap is written in the bank. */
const gap = '____';
/**
 * What models mark a gap by, the surest first; what comes later is a gap only where nothing before it is found. Two
 * underscores begin names in some programming languages, and three dots are often three dots.
 */
const marks = [
  /(?<![\p{L}\p{N}_])_{3,}|\[\s*(?:blank|gap|_+|\.{3,}|…)\s*\]/giu,
  /(?<![\p{L}\p{N}_])__(?![\p{L}\p{N}_])/gu,
  /(?<=\s|^)(?:…+|\.{3,})(?=[\s,;.:?!]|$)/gu,
];

/** Writes each gap, however a model has marked it, in one way; two side by side, for two words, are one. */
export function normalizeGap(stem: string): string {
  const mark = marks.find((pattern) => stem.search(pattern) >= 0);
  return mark ? stem.replace(mark, gap).replace(/____(?:\s+____)+/gu, gap) : stem;
}

export function countGaps(stem: string): number {
  return stem.split(gap).length - 1;
}
