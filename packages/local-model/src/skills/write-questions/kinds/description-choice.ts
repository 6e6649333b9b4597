import { contentStems, coverage } from '../../../text/words.ts';
import { keyStandsOut } from '../distractors.ts';
import type { Fact } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import type { Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { weightOf } from '../terms.ts';
import { asOption, subjectInside, withArticle } from '../wording.ts';

/** How a question of this kind is asked: the stem for a fact, and the option that a fact makes (undefined where it makes none). */
interface Asking {
  form: string;
  stem: (material: Material, fact: Fact) => string | undefined;
  option: (fact: Fact) => string | undefined;
}

export const whatIs: Asking = {
  form: 'what-is',
  stem: (_, fact) => {
    if (fact.kind !== 'definition' || fact.front !== '') return undefined;
    const be = fact.past ? (fact.plural ? 'were' : 'was') : fact.plural ? 'are' : 'is';
    return `What ${be} ${withArticle(fact)}?`;
  },
  option: (fact) => (fact.kind === 'action' || /^(?:what|when|how)\b/u.test(fact.description) ? undefined : fact.description),
};

/** What happens to a thing, or holds for it, is not what it does. */
const notDone =
  /^(?:occurs?|happens?|takes? place|consists?|contains?|requires?|has|have|needs?|depends?|appears?|begins?|ends?|belongs?|exists?|refers?|means?|becomes?|remains?|lacks?|includes?|comes?|lies?|lives?|differs?|resembles?|explains?|shows?|illustrates?|runs? after)\b/u;

/** Whether there is one right answer to what it does: not for what the text tells many deeds of, nor for `Python`. */
function hasOneDeed(material: Material, { mention: { term } }: Fact): boolean {
  return term.shape !== 'name' && material.factsOf(term).filter(isDeed).length === 1;
}

export function isDeed(fact: Fact): boolean {
  return fact.kind === 'action' && fact.sentence.clause?.kind === 'verb' && !fact.past && !notDone.test(fact.description);
}

export const whatDoes: Asking = {
  form: 'what-does',
  stem: (material, fact) => {
    return isDeed(fact) && fact.base !== undefined && fact.front === '' && hasOneDeed(material, fact)
      ? `What ${fact.plural ? 'do' : 'does'} ${subjectInside(material, fact)} do?`
      : undefined;
  },
  option: (fact) => (isDeed(fact) ? fact.description : undefined),
};

const whatFor: Asking = {
  form: 'what-for',
  stem: (material, fact) => {
    const used =
      fact.kind === 'action' && fact.front === '' && /\bused to\b/u.test(fact.description) && fact.sentence.clause?.kind === 'aux';
    return used ? `What ${fact.plural ? 'are' : 'is'} ${subjectInside(material, fact)} used for?` : undefined;
  },
  option: (fact) => (fact.base !== undefined && fact.kind === 'action' && !notDone.test(fact.base) ? `to ${fact.base}` : undefined),
};

const askings = [whatIs, whatDoes, whatFor];

/** Other things' descriptions that are surely not this one's. */
function otherFacts(material: Material, fact: Fact, asking: Asking, seed: string): Fact[] {
  const { term } = fact.mention;
  const claim = contentStems(fact.description);
  const usable = material.facts.filter((other) => {
    const own = other.mention.term;
    if (
      (own.shape !== term.shape && asking === whatIs) ||
      other.plural !== fact.plural ||
      other.past !== fact.past ||
      material.areRelated(term, own)
    )
      return false;
    if (
      !material.standsAlone(other.sentence) ||
      other.sentence.trust < 0.5 ||
      weightOf(own) === 0 ||
      asking.option(other) === undefined ||
      other.front !== ''
    )
      return false;
    const stems = contentStems(other.description);
    const tells = term.stems.some((word) => stems.has(word)) || coverage(stems, claim) > 0.5 || coverage(claim, stems) > 0.5;
    return !tells && !material.supports(term, stems, fact.sentence);
  });
  const closeness = (other: Fact) =>
    (other.kind === fact.kind ? 1 : 0) +
    (other.mention.term.shape === term.shape ? 2 : 0) +
    (other.passage === fact.passage ? 0.4 : 0) +
    other.strength * 0.5 +
    chance(seed, other.description);
  return usable.sort((a, b) => closeness(b) - closeness(a));
}

function build(material: Material, fact: Fact, asking: Asking, stem: string, seed: string): Draft | undefined {
  const key = asking.option(fact);
  if (key === undefined || fact.mention.term.stems.some((word) => contentStems(key).has(word))) return undefined;
  const chosen: Fact[] = [];
  for (const other of otherFacts(material, fact, asking, seed)) {
    const clashes = chosen.some(
      (one) => one.mention.term === other.mention.term || coverage(contentStems(one.description), contentStems(other.description)) > 0.5,
    );
    if (!clashes && !keyStandsOut(key, [asking.option(other) ?? ''])) chosen.push(other);
    if (chosen.length === 3) break;
  }
  if (chosen.length < 3) return undefined;
  const wrong = chosen.map((other) => ({
    text: asOption(asking.option(other) ?? ''),
    correct: false,
    reason: `In the text this is said of “${other.mention.term.singular}”.`,
  }));
  const right = { text: asOption(key), correct: true, reason: `The text says so: ${quoted(fact.sentence.text)}` };
  return {
    stem,
    options: shuffled([right, ...wrong], `${seed}${stem}`),
    explanation: `The text says: ${quoted(fact.sentence.text)}`,
    topic: fact.mention.term.singular,
    difficulty: 'medium',
    bloom: 'understand',
  };
}

/** Questions that name something and offer four descriptions. */
export function descriptionChoices(material: Material, seed: string): Candidate[] {
  return material.facts.flatMap((fact) =>
    askings.flatMap((asking) => {
      const stem = asking.stem(material, fact);
      const weight = weightOf(fact.mention.term);
      if (stem === undefined || weight === 0 || !material.standsAlone(fact.sentence)) return [];
      const quality = fact.strength * fact.sentence.trust * Math.min(1, 0.5 + weight / 9);
      return [
        {
          type: 'single_choice' as const,
          quality,
          concept: fact.mention.term.key,
          form: asking.form,
          sentence: fact.sentence,
          passage: fact.passage,
          language: 'en',
          build: () => build(material, fact, asking, stem, seed),
        },
      ];
    }),
  );
}
