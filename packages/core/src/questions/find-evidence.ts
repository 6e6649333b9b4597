import { findQuote } from '../documents/text/find-quote.ts';
import { wordsOf } from './fingerprint.ts';

export interface SourcePage {
  page: number;
  text: string;
}

/** Where a question is proven: the quote as it stands on the page. */
export interface Evidence {
  page: number;
  quote: string;
}

/** Fewer words prove nothing. */
const minQuoteWords = 3;

/** The quote must stand on one page, word for word; it never crosses two. */
export function findEvidence(quote: string, pages: readonly SourcePage[]): Evidence | undefined {
  if (wordsOf(quote).length < minQuoteWords) return undefined;
  for (const { page, text } of pages) {
    const match = findQuote(text, quote);
    if (match) return { page, quote: text.slice(match.start, match.end) };
  }
  return undefined;
}
