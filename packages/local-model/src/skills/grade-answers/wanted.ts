import { readText, readWords } from './answer-text.ts';
import type { MeasuredQuestion } from './request.ts';
import { oppositesOf } from './opposite-words.ts';
import { formOf } from './word-forms.ts';

/** The words that something has to be said with, and how much each weighs. */
export interface Wanted {
  terms: ReadonlyMap<string, WantedTerm>;
  /** In the order in which they are wanted. */
  order: readonly string[];
}

export interface WantedTerm {
  weight: number;
  /** Whether it stands in a clause that denies; undefined where it stands in both kinds. */
  negated: boolean | undefined;
}

/** Words of rubrics that say how to look and not what for. */
const rubricWords = new Set(
  (
    'say says state states mention mentions name names explain explains describe describes define defines identify identifies give gives list lists point points ' +
    'answer answers student response criterion correct correctly clear clearly accurate accurately example examples least following same word words other note notes ' +
    'recognize recognizes recognise recognises show shows know knows understand understands make makes clear fact program output result uses nennt sagt erklärt beschreibt dass gibt'
  )
    .split(' ')
    .map(formOf),
);
/** Words that say little wherever they stand. */
const weakWords = new Set(
  'thing way kind type sort part process make use have get go do many several certain various general usual often something called set place time form number give across around along contain has enthält hat'
    .split(' ')
    .map(formOf),
);

const quoted = /[“„«"]([^”“»"]{1,300})[”“»"]/gu;
const opening =
  /^\s*(?:the )?(?:answer|student|response)?\s*(?:correctly )?(?:say|state|mention|name|explain|describe|identif|recogni[sz]|note|point out|make)\p{L}*(?: clear)? that\s+/iu;

/** What of the question a repetition would hold: its words earn nothing. The options beside a reasoning are what it speaks of. */
export function askedForms({ stem, type }: Pick<MeasuredQuestion, 'stem' | 'type'>): ReadonlySet<string> {
  const asked = type === 'reasoning' ? stem.replaceAll(/^[A-Z]\)\s.*$/gmu, '') : stem;
  const forms = new Set(readWords(asked).map(({ form }) => form));
  // Where a question names both of a pair, which of the two is what it asks.
  return new Set([...forms].filter((form) => !oppositesOf(form).some((other) => forms.has(other))));
}

/** What `text` wants beyond what the question says already; quoted parts of a criterion are all that it wants. */
export function wantedIn(text: string, asked: ReadonlySet<string>, isCriterion: boolean): Wanted {
  const parts = isCriterion ? [...text.matchAll(quoted)].map(([, part = '']) => part) : [];
  const core = parts.length > 0 ? parts.join('. ') : isCriterion ? text.replace(opening, '') : text;
  const terms = new Map<string, WantedTerm>();
  const order: string[] = [];
  for (const { words, negated } of readText(core).clauses)
    for (const { form, isContent } of words) {
      if (!isContent) continue;
      order.push(form);
      if (asked.has(form) || (isCriterion && parts.length === 0 && rubricWords.has(form))) continue;
      const known = terms.get(form);
      const both = known !== undefined && known.negated !== negated;
      terms.set(form, { weight: weakWords.has(form) ? 0.4 : 1, negated: both ? undefined : negated });
    }
  return { terms, order };
}
