import type { QuestionType, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { findQuote } from '../documents/text/find-quote.ts';
import { plain, wordsOf } from './fingerprint.ts';
import type { WrittenQuestion } from './prompt.ts';

export interface SourcePassage {
  documentId: string;
  revision: number;
  /** The pages the passage lies on, with their text. */
  pages: readonly { page: number; text: string }[];
}

export interface CheckedQuestion {
  options: QuestionOption[];
  answer: string;
  page: number;
  /** As it stands on the page. */
  quote: string;
}

/** Fewer words prove nothing. */
const minQuoteWords = 3;
const choiceOptions = { min: 3, max: 6 } as const;

/** The checks that need no model. Gives the question's final form, or why it cannot enter the bank. */
export function checkCandidate(
  written: WrittenQuestion,
  source: SourcePassage,
  types: readonly QuestionType[],
): CheckedQuestion | RejectReason {
  if (!types.includes(written.type) || hasBlank(written)) return 'malformed';
  const evidence = findEvidence(written.quote, source);
  if (!evidence) return 'no_evidence';
  const options = written.type === 'true_false' ? trueFalseOptions(written.options) : written.options;
  if (!options) return 'malformed';
  const problem = optionProblem(written, options);
  if (problem) return problem;
  const answer = options.find((option) => option.correct)?.text;
  return answer === undefined ? 'key_not_unique' : { options, answer, ...evidence };
}

function hasBlank({ stem, options }: WrittenQuestion): boolean {
  return [stem, ...options.map((option) => option.text)].some((text) => text.trim() === '');
}

/** The quote must stand on one page; it never crosses two. */
function findEvidence(quote: string, source: SourcePassage): { page: number; quote: string } | undefined {
  if (wordsOf(quote).length < minQuoteWords) return undefined;
  for (const { page, text } of source.pages) {
    const match = findQuote(text, quote);
    if (match) return { page, quote: text.slice(match.start, match.end) };
  }
  return undefined;
}

/** True first, false second, whatever order they came in. */
function trueFalseOptions(options: readonly QuestionOption[]): QuestionOption[] | undefined {
  const [yes, no] = ['true', 'false'].map((word) => options.find((option) => plain(option.text) === word));
  return yes && no && options.length === 2
    ? [
        { ...yes, text: 'True' },
        { ...no, text: 'False' },
      ]
    : undefined;
}

function optionProblem(written: WrittenQuestion, options: readonly QuestionOption[]): RejectReason | undefined {
  const correct = options.filter((option) => option.correct);
  if (correct.length !== 1) return 'key_not_unique';
  if (written.type === 'true_false') return undefined;
  if (options.length < choiceOptions.min || options.length > choiceOptions.max) return 'malformed';
  // Compared as they are, since in some subjects only the signs differ: "x = 1" and "x == 1".
  if (new Set(options.map((option) => option.text.trim().toLowerCase())).size < options.length) return 'options_alike';
  const key = plain(correct[0]?.text ?? '');
  if (key !== '' && ` ${plain(written.stem)} `.includes(` ${key} `)) return 'answer_in_stem';
  return undefined;
}
