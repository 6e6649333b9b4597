import { canonicalText } from './canonical-text.ts';
import { WORD_CHARACTER } from './characters.ts';

/** Offsets into the page's text as stored: `pageText.slice(start, end)` is the quote as the page has it. */
export interface QuoteMatch {
  start: number;
  end: number;
}

/**
 * Where a quote stands in ONE page's text, or undefined. White space, line ends, hyphenation, ligatures and the kind of quotation
 * marks and dashes do not matter; every letter, digit and other sign does, and so does case. Of several places the first that
 * begins and ends between words is taken.
 */
export function findQuote(pageText: string, quote: string): QuoteMatch | undefined {
  // At its ends a quote's hyphen may be one that the page has inside a word.
  const canonical = canonicalText(quote).text;
  const wanted = canonical.replace(/^-+|-+$/g, '') || canonical;
  if (wanted === '') return undefined;
  const page = canonicalText(pageText);
  let fallback: QuoteMatch | undefined;
  for (let at = page.text.indexOf(wanted); at !== -1; at = page.text.indexOf(wanted, at + 1)) {
    const match = { start: page.starts[at] ?? 0, end: page.ends[at + wanted.length - 1] ?? 0 };
    if (isBetweenWords(pageText, match)) return match;
    fallback ??= match;
  }
  return fallback;
}

function isBetweenWords(text: string, { start, end }: QuoteMatch): boolean {
  return !joins(text, start) && !joins(text, end);
}

/** Whether the two characters around a place belong to one word. */
function joins(text: string, at: number): boolean {
  return WORD_CHARACTER.test(text.charAt(at - 1)) && WORD_CHARACTER.test(text.charAt(at));
}
