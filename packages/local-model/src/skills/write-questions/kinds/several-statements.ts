import type { Sentence } from '../../../text/analysis.ts';
import { capitalise, contentStems, coverage } from '../../../text/words.ts';
import { keyStandsOut } from '../distractors.ts';
import type { Fact } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { type Term, weightOf } from '../terms.ts';
import { subjectInside, withArticle } from '../wording.ts';
import { isDeed } from './description-choice.ts';

/** Two true statements that stand close together, so that one quote proves both. */
export interface Pair {
  facts: readonly [Fact, Fact];
  quote: string;
}

const falseCount = { least: 2, most: 3 } as const;
const longestWords = 26;

function isFit(material: Material, fact: Fact): boolean {
  const { sentence } = fact;
  return (
    sentence.trust >= 0.7 &&
    fact.front === '' &&
    fact.kind !== 'naming' &&
    weightOf(fact.mention.term) >= 1 &&
    // Nobody can tell what a text leaves unsaid of `Python`.
    fact.mention.term.shape !== 'name' &&
    !/^(?:each|every|any|all|both|some|many|most)$/u.test(sentence.clause?.determiner ?? '') &&
    sentence.text.split(' ').length <= longestWords &&
    material.standsAlone(sentence)
  );
}

/** What stands between two sentences that one quote may span: white space, or at most another sentence of the paragraph. */
const longestBetween = 140;

function pairOf(material: Material, first: Fact, second: Fact): Pair[] {
  const text = material.passages[first.passage]?.analysis.text ?? '';
  if (second.passage !== first.passage || second.sentence === first.sentence) return [];
  const start = text.indexOf(first.sentence.quote);
  const end = start + first.sentence.quote.length;
  const next = text.indexOf(second.sentence.quote, end);
  if (start < 0 || next < 0) return [];
  const between = text.slice(end, next);
  const isNear = between.trim() === '' || (between.length <= longestBetween && !between.includes('\n'));
  return isNear ? [{ facts: [first, second] as const, quote: text.slice(start, next + second.sentence.quote.length) }] : [];
}

export function pairsIn(material: Material): Pair[] {
  const facts = material.facts.filter((fact) => isFit(material, fact));
  return facts.flatMap((first, index) => facts.slice(index + 1, index + 4).flatMap((second) => pairOf(material, first, second)));
}

/** What the text says of another thing, said of the one that `fact` is about: surely false, or undefined. */
function falsified(material: Material, fact: Fact, other: Fact): string | undefined {
  const [{ term }, own, claim] = [fact.mention, other.mention.term, contentStems(other.description)];
  const { clause, text, tokens } = other.sentence;
  if (!clause || clause.apposition || clause.extended || other.plural !== fact.plural) return undefined;
  // What a thing is must be said of one of its sort; what it does can be said of any.
  if (own.shape !== term.shape && !isDeed(other)) return undefined;
  // `…, which is …` says it of another noun than the sentence's subject.
  if (other.kind === 'definition' && clause.kind !== 'be') return undefined;
  if (material.areRelated(term, own) || term.stems.some((word) => claim.has(word))) return undefined;
  // `Can be used to …`, `is accessed by …` hold for many a thing of which the text does not say so.
  if (other.kind !== 'definition' && !isDeed(other)) return undefined;
  if (material.supports(term, claim, other.sentence)) return undefined;
  const subject = fact.sentence.clause?.apposition ? withArticle(fact) : subjectInside(material, fact);
  return capitalise(`${subject} ${text.slice(tokens[clause.verb.from]?.start ?? 0)}`);
}

function falseStatements(material: Material, pair: Pair, seed: string): string[] {
  const told = new Set(pair.facts.map(({ sentence }) => sentence));
  const fit = shuffled(
    material.facts.filter((fact) => isFit(material, fact) && !told.has(fact.sentence)),
    seed,
  );
  // What another thing is sounds like what this one could be; what it does, often not.
  const others = [...fit.filter(({ kind }) => kind === 'definition'), ...fit.filter(({ kind }) => kind !== 'definition')];
  const chosen: string[] = [];
  for (const [index, other] of others.entries()) {
    const [one, two] = pair.facts;
    for (const about of index % 2 === 0 ? [one, two] : [two, one]) {
      const text = falsified(material, about, other);
      const alike = text !== undefined && chosen.some((known) => coverage(contentStems(text), contentStems(known)) > 0.5);
      if (text === undefined || alike || keyStandsOut(about.sentence.text, [text])) continue;
      chosen.push(text);
      break;
    }
    if (chosen.length === falseCount.most) break;
  }
  return chosen;
}

/** `loops`, but `output` and `the greatest common divisor`. */
function nameInGeneral(term: Term): string {
  const { indefinite, definite, none } = term.articles;
  if (term.shape !== 'common') return term.singular;
  if (indefinite + none + definite === 0 || (indefinite > 0 && indefinite >= definite)) return formOf(term, true);
  return indefinite + none === 0 ? `the ${term.singular}` : term.singular;
}

function build(material: Material, pair: Pair, seed: string): Draft | undefined {
  const wrong = falseStatements(material, pair, seed);
  if (wrong.length < falseCount.least) return undefined;
  const names = [...new Set(pair.facts.map(({ mention }) => nameInGeneral(mention.term)))];
  const stem = `Which of these statements about ${names.join(' and ')} are true? Select all that apply.`;
  const right = pair.facts.map(({ sentence }) => sentence.text);
  const options = [
    ...right.map((text) => ({ text, correct: true, reason: `The text says: ${quoted(text)}` })),
    ...wrong.map((text) => ({ text, correct: false, reason: 'The text says this of something else.' })),
  ];
  return {
    stem,
    options: shuffled(options, `${seed}${stem}`),
    explanation: `The text says: ${quoted(right.join(' '))}`,
    topic: names[0] ?? '',
    difficulty: 'hard',
    bloom: 'understand',
    answer: right.join(' '),
  };
}

/** Questions that offer four or five statements about one or two things, two of them true. */
export function severalStatements(material: Material, seed: string): Candidate[] {
  return pairsIn(material).map((pair) => {
    const [first, second] = pair.facts;
    const sentence: Sentence = { ...first.sentence, quote: pair.quote };
    return {
      type: 'multiple_choice' as const,
      quality: ((first.strength * first.sentence.trust + second.strength * second.sentence.trust) / 2) * 0.6,
      concept: first.mention.term.key,
      form: 'several-statements',
      sentence,
      passage: first.passage,
      language: 'en',
      build: () => build(material, pair, `${seed}${chance(seed, first.sentence.text)}`),
    };
  });
}
