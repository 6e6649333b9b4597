import { coverage } from '../../text/words.ts';
import { type ReadText, readText, readWords } from './answer-text.ts';
import { certaintyOf, type Decision } from './graded-answer.ts';
import { findMatch, type Match } from './match.ts';
import { statementsOf } from './statements.ts';
import type { MeasuredQuestion } from './request.ts';
import { askedForms, type Wanted, wantedIn } from './wanted.ts';

/** Of what a criterion wants, this share has to be said. */
const usualShare = 0.6;
const shareOfAll = 0.7;
const shareOfCore = 0.4;
/** Words in a row can name one or two things; they state nothing. The teacher should look at them. */
const mostOfAList = 2;
const sureOfAList = 0.4;

/** A question, read once for all its answers. */
export interface Measure {
  asked: ReadonlySet<string>;
  /** What the reference answer says; where there is none, what the passage says about what is asked. */
  reference: Wanted;
  hasReference: boolean;
  /** The criteria as they are written. */
  told: readonly string[];
  criteria: readonly { wanted: Wanted; threshold: number; trust: number }[];
}

const generic =
  /^\s*(?:answers? (?:what is asked|the question)|(?:is )?(?:correct|accurate|right|complete)\b|correctness|completeness|accuracy|covers? (?:everything|all))/iu;
const wantsAll = /\b(?:everything|all|complete\p{L}*|covers?)\b/iu;

/** The sentence of the passage that is most about the question. */
function sentenceAbout(passage: string, asked: ReadonlySet<string>): string {
  const [best] = passage
    .split(/(?<=[.!?。！？])\s+|\n{2,}/u)
    .slice(0, 400)
    .map((text) => ({ text, share: coverage(asked, new Set(readWords(text).map(({ form }) => form))) }))
    .sort((a, b) => b.share - a.share);
  return best && best.share >= 0.3 ? best.text : '';
}

export function measureOf(question: MeasuredQuestion): Measure {
  const asked = askedForms(question);
  const text = question.reference || sentenceAbout(question.passage, asked);
  const reference = wantedIn(text, asked, false);
  const criteria = question.criteria.map((criterion) => {
    const wanted = wantedIn(criterion.text, asked, true);
    if (generic.test(criterion.text))
      return { wanted: reference, threshold: wantsAll.test(criterion.text) ? shareOfAll : shareOfCore, trust: 0.85 };
    if (wanted.terms.size > 0) return { wanted, threshold: wanted.terms.size <= 2 ? 0.75 : usualShare, trust: 1 };
    // All that it wants stands in the question already: then the reference has to tell.
    return { wanted: reference, threshold: usualShare, trust: 0.7 };
  });
  return {
    asked,
    reference,
    hasReference: question.reference !== '',
    told: question.criteria.map((criterion) => criterion.text),
    criteria,
  };
}

/** What it states; copies of the question are left out: clauses whose words of meaning are all the question's. */
export function readAnswer(text: string, { asked, told }: Measure): ReadText {
  const read = statementsOf(readText(text), told);
  return {
    ...read,
    clauses: read.clauses.filter(({ words }) => !words.every(({ form, isContent }) => !isContent || asked.has(form)) || words.length < 4),
  };
}

function reasonFor(match: Match | undefined, met: boolean): string {
  if (!match || match.share === 0) return 'Nothing in the answer says it.';
  if (match.opposed) return 'The answer uses the words, but says the opposite.';
  const percent = Math.round(match.share * 100);
  if (met) return `The answer says ${percent} % of what is asked for, in these words.`;
  return `The answer says only ${percent} % of what is asked for.`;
}

/** By the words of the answer: whether it says what the criterion wants, and where. */
export function decide(answer: ReadText, { wanted, threshold, trust }: Measure['criteria'][number]): Decision {
  if (wanted.terms.size === 0) return { met: false, why: 'There is nothing to measure it by.', span: '', certainty: 0.2 };
  const match = findMatch(answer, wanted);
  const share = match?.share ?? 0;
  const isBare = match?.isList === true && wanted.terms.size > mostOfAList;
  const met = match !== undefined && share >= threshold && !match.opposed && !isBare;
  const doubt = (match && match.sentences > 1 ? 0.9 : 1) * (wanted.terms.size === 1 ? 0.9 : 1);
  const certainty = match?.opposed === true ? 0.6 * trust : certaintyOf(share, threshold, trust * doubt);
  const why = isBare && share >= threshold ? 'The words are there, but in a row: nothing is said with them.' : reasonFor(match, met);
  return { met, why, span: match?.span ?? '', certainty: match?.isList === true ? Math.min(certainty, sureOfAList) : certainty };
}
