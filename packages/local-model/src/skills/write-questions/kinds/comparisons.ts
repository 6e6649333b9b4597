import type { Fact } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import type { Material } from '../material.ts';
import { weightOf } from '../terms.ts';
import { subjectInside, withArticle } from '../wording.ts';
import { type Pair, pairsIn } from './several-statements.ts';

/** What a definition or a deed says of its term, as a criterion. */
function criterionOf(material: Material, fact: Fact): string {
  const subject = fact.kind === 'definition' ? `${withArticle(fact)} ${fact.plural ? 'are' : 'is'}` : subjectInside(material, fact);
  return `Says that ${subject} ${fact.description}.`;
}

function build(material: Material, { facts }: Pair): Draft {
  const [one, other] = facts;
  const answer = facts.map(({ sentence }) => sentence.text).join(' ');
  return {
    stem: `How ${one.plural ? 'do' : 'does'} ${withArticle(one)} differ from ${withArticle(other)}?`,
    options: [],
    explanation: `The text says: ${quoted(answer)}`,
    topic: one.mention.term.singular,
    difficulty: 'hard',
    bloom: 'analyze',
    answer,
    accepted: [],
    rubric: [
      { criterion: criterionOf(material, one), points: 1 },
      { criterion: criterionOf(material, other), points: 1 },
      { criterion: 'Names the point in which the two differ.', points: 2 },
    ],
  };
}

/** Two things of one sort, each told of in the same way: `mutable object` and `immutable object`. */
function areComparable({ facts: [one, other] }: Pair): boolean {
  const [first, second] = [one.mention.term, other.mention.term];
  const sameSort = first.stems.at(-1) === second.stems.at(-1) || (first.genus !== undefined && first.genus === second.genus);
  return first !== second && sameSort && one.kind === other.kind && one.plural === other.plural && !one.past && !other.past;
}

/** Open questions in which two neighbouring things of one sort are held against each other. */
export function comparisons(material: Material): Candidate[] {
  return pairsIn(material)
    .filter((pair) => areComparable(pair))
    .map((pair) => {
      const [one, other] = pair.facts;
      return {
        type: 'short_answer' as const,
        quality: (0.4 + 0.4 * Math.min(one.strength, other.strength)) * Math.min(1, 0.5 + weightOf(one.mention.term) / 9),
        concept: one.mention.term.key,
        form: 'comparison',
        sentence: { ...one.sentence, quote: pair.quote },
        passage: one.passage,
        language: 'en',
        build: () => build(material, pair),
      };
    });
}
