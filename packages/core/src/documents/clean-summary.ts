import { termsPerSection, type WrittenSummary } from './outline-prompt.ts';
import { normalizeText } from './text/normalize-text.ts';
import { createSentenceSplitter } from './text/split-sentences.ts';

const maxSummaryChars = 600;
const maxTermChars = 80;
/** What Postgres cannot store (NUL, halves of surrogate pairs), and control characters, which no reader sees. */
const unstorable = /[\p{Cs}\p{Cc}]/gu;

/** A model's answer as it can be stored. */
export function cleanWrittenSummary({ section, summary, terms }: WrittenSummary): WrittenSummary {
  return { section: onOneLine(section), summary: onOneLine(summary), terms: terms.map(onOneLine) };
}

function onOneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(unstorable, '').trim();
}

/** What of an answer is shown: a summary of at most 600 characters, and the terms that stand in the section's text. */
export function fitSummary({ summary, terms }: WrittenSummary, text: string): { summary: string | null; terms: string[] } {
  return { summary: shortened(summary) || null, terms: groundedTerms(terms, text) };
}

/** Whole sentences, as many as fit. */
function shortened(summary: string): string {
  if (summary.length <= maxSummaryChars) return summary;
  const fitting = createSentenceSplitter(undefined)(summary).findLast(({ end }) => end <= maxSummaryChars);
  if (fitting) return summary.slice(0, fitting.end);
  return `${summary.slice(0, maxSummaryChars - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

function groundedTerms(terms: readonly string[], text: string): string[] {
  const folded = ` ${foldWords(text)} `;
  const found = new Map<string, string>();
  for (const term of terms) {
    const key = foldWords(term);
    const stands = key !== '' && term.length <= maxTermChars && folded.includes(spaced(key));
    if (stands && !found.has(key)) found.set(key, term);
  }
  return [...found.values()].slice(0, termsPerSection);
}

/** Where words are not parted by spaces, a term may stand anywhere. */
function spaced(key: string): string {
  return /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(key) ? ` ${key} ` : key;
}

/** Letters and digits in lower case, without the plural's s: a term may stand in the text as "loops", or as `len(` of `len()`. */
function foldWords(text: string): string {
  const words = normalizeText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}+#]+/gu, ' ')
    .trim();
  return words.replace(/(?<=\p{L}{3})(?<!s)s(?![\p{L}\p{N}])/gu, '');
}
