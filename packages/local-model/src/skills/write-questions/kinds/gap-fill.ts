import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { keynessOf, type Mention, type Term, weightOf, writtenForm } from '../terms.ts';
import { withGap } from '../wording.ts';
import { gapMentions, occursOnce } from './cloze.ts';

/** The answer with what a learner may write instead: without hyphen or brackets, in the other number, by another name. */
function spellings(answer: string, term: Term, material: Material): string[] {
  const forms = term.shape === 'common' ? [answer, term.singular, term.plural] : [answer, term.singular];
  const variants = forms.flatMap((form) => [form, form.replaceAll('-', ' '), form.replaceAll('-', ''), form.replace(/\(\)$/u, '')]);
  return [...new Set([...variants, ...material.otherNames(term)])];
}

function build(material: Material, mention: Mention): Draft {
  const { sentence, phrase, term } = mention;
  const answer = phrase.from === 0 ? formOf(term, phrase.plural) : writtenForm(mention);
  return {
    stem: withGap(mention),
    options: [],
    explanation: `The text says: ${quoted(sentence.text)}`,
    topic: answer,
    difficulty: 'medium',
    bloom: 'remember',
    answer,
    accepted: spellings(answer, term, material),
  };
}

/** Sentences with a gap to type a term into: definitions without what they define, and others where the rest tells what is missing. */
export function gapFills(material: Material): Candidate[] {
  const defined = material.facts.flatMap(({ kind, mention, strength }) =>
    kind === 'definition' && occursOnce(mention) && weightOf(mention.term) > 0 && material.standsAlone(mention.sentence)
      ? [{ mention, quality: 0.8 * strength * mention.sentence.trust }]
      : [],
  );
  // `____ converts a data type to an integer`: what it does tells what is missing.
  const described = material.facts.flatMap(({ kind, mention, strength, past, sentence }) =>
    kind === 'action' && strength >= 0.8 && !past && keynessOf(mention.term) >= 0.5 && occursOnce(mention) && material.standsAlone(sentence)
      ? [{ mention, quality: 0.6 * strength * sentence.trust }]
      : [],
  );
  // With nothing to choose from, the gap must be for a word that the text explains or names.
  const told = gapMentions(material).filter(({ mention, quality }) => mention.term.defined || quality >= 0.6);
  return [...defined, ...described, ...told].map(({ mention, quality }) => ({
    type: 'cloze' as const,
    quality,
    concept: mention.term.key,
    form: 'gap-fill',
    sentence: mention.sentence,
    passage: material.passageIndex(mention.sentence),
    language: 'en',
    build: () => build(material, mention),
  }));
}
