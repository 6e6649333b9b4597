import { contentStems } from '../../../text/words.ts';
import { pickTerms, reasonAgainst } from '../distractors.ts';
import type { Fact } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { weightOf } from '../terms.ts';
import { askAfterFront, subjectInside } from '../wording.ts';

/** `What is the name for …?`: the description is given, the term is asked for. */
function stemFor(material: Material, fact: Fact, seed: string): string {
  const { term } = fact.mention;
  const be = fact.past ? (fact.plural ? 'were' : 'was') : fact.plural ? 'are' : 'is';
  const roll = chance(seed, fact.sentence.text, 'wording');
  if (fact.kind === 'naming') {
    const described = material.terms.midSentence(fact.sentence, fact.description);
    return roll < 0.5 && described.length < 110 ? `What ${be} ${described} called?` : `Which term names ${described}?`;
  }
  if (fact.kind === 'action') return askAfterFront(fact.front, `which of these ${fact.description}?`);
  if (term.shape === 'name' || fact.past || fact.front !== '')
    return askAfterFront(fact.front, `which of these ${be} ${fact.description}?`);
  if (/^(?:what|when|how)\b/u.test(fact.description)) return `Which term means “${fact.description}”?`;
  if (roll < 0.34) return `What is the name for ${fact.description}?`;
  return roll < 0.67 ? `Which of these ${be} ${fact.description}?` : `Which term is defined as “${fact.description}”?`;
}

function build(material: Material, fact: Fact, seed: string): Draft | undefined {
  const { term } = fact.mention;
  const plural = fact.kind === 'naming' ? fact.mention.phrase.plural : fact.plural;
  const stem = stemFor(material, fact, seed);
  const claim = contentStems(fact.description);
  const picked = pickTerms(material, { key: term, plural, source: fact.sentence, stem, claim, count: 3, seed });
  if (!picked) return undefined;
  const { terms: others, weak } = picked;
  const key = formOf(term, plural, others);
  const right = { text: key, correct: true, reason: `The text says so: ${quoted(fact.sentence.text)}` };
  const wrong = others.map((other) => ({
    text: formOf(other, plural, [term, ...others]),
    correct: false,
    reason: reasonAgainst(material, other, plural),
  }));
  const explanation =
    fact.kind === 'action'
      ? `By the text, ${subjectInside(material, fact)} ${fact.description}.`
      : `“${key}” is what the text calls ${material.terms.midSentence(fact.sentence, fact.description)}.`;
  const alike = others.filter((other) => other.stems.at(-1) === term.stems.at(-1)).length;
  const difficulty = alike >= 2 ? 'hard' : fact.kind === 'action' || alike === 1 ? 'medium' : 'easy';
  return { stem, options: shuffled([right, ...wrong], `${seed}${stem}`), explanation, topic: key, difficulty, bloom: 'remember', weak };
}

/** Questions that describe something and offer four terms. */
export function termChoices(material: Material, seed: string): Candidate[] {
  return material.facts.flatMap((fact) => {
    const weight = weightOf(fact.mention.term);
    if (weight === 0 || !material.standsAlone(fact.sentence) || contentStems(fact.description).size < 2) return [];
    const quality = fact.strength * fact.sentence.trust * Math.min(1, 0.55 + weight / 10);
    return [
      {
        type: 'single_choice' as const,
        quality,
        concept: fact.mention.term.key,
        form: `term-${fact.kind}`,
        sentence: fact.sentence,
        passage: fact.passage,
        language: 'en',
        build: () => build(material, fact, seed),
      },
    ];
  });
}
