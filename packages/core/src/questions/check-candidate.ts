import type { Criterion, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { detectLanguage } from '../documents/text/detect-language.ts';
import { findEvidence, type Evidence, type SourcePage } from './find-evidence.ts';
import { plain } from './fingerprint.ts';
import type { WrittenQuestion } from './prompt.ts';
import { isAsAsked, isInLanguage, type AskedFor } from './rules/as-asked.ts';
import type { Item } from './rules/item.ts';
import { brokenRule, mend } from './rules/item-rules.ts';
import { languageCode } from './rules/language.ts';
import { shapeItem } from './rules/shape-item.ts';

export interface SourcePassage {
  documentId: string;
  revision: number;
  /** The pages the passage lies on, with their text. */
  pages: readonly SourcePage[];
}

/** A question's final form: what replaces the fields as they were written. */
export interface CheckedQuestion extends Evidence {
  /** With its negation emphasised and its gap written as `____`. */
  stem: string;
  options: QuestionOption[];
  answer: string;
  accepted: string[];
  rubric: Criterion[];
  starter: string | null;
  /** ISO 639-1 where the model's word for it is known. */
  language: string;
}

/** The checks that need no model. Gives the question's final form, or why it cannot enter the bank. */
export function checkCandidate(written: WrittenQuestion, source: SourcePassage, asked: AskedFor): CheckedQuestion | RejectReason {
  if (!isAsAsked(written, asked)) return 'not_as_asked';
  const shaped = shapeItem(written, languageCode(written.language) ?? asked.language ?? written.language);
  if (typeof shaped === 'string') return shaped;
  const evidence = findEvidence(written.quote, source.pages);
  if (!evidence || !standsInQuote(shaped, evidence, source)) return 'no_evidence';
  const item = mend(shaped);
  const broken = brokenRule(item);
  if (broken) return broken;
  if (asked.language !== undefined && !isInLanguage(item, asked.language)) return 'not_as_asked';
  const { stem, options, answer, accepted, rubric, starter, language } = item;
  return { ...evidence, stem, options: [...options], answer, accepted: [...accepted], rubric: [...rubric], starter, language };
}

/** The word for a gap must be the text's own, unless the question was asked for in another language than the text's. */
function standsInQuote({ type, accepted, language }: Item, { quote }: Evidence, { pages }: SourcePassage): boolean {
  if (type !== 'cloze') return true;
  const words = ` ${plain(quote)} `;
  const isThere = accepted.some((spelling) => {
    const own = plain(spelling);
    // Of operators nothing is left as words.
    return own === '' ? quote.includes(spelling) : words.includes(` ${own} `);
  });
  if (isThere) return true;
  const original = detectLanguage(pages.map(({ text }) => text).join('\n'));
  return original !== undefined && original !== language;
}
