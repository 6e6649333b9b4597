import { pickTerms, reasonAgainst } from '../distractors.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { shuffled } from '../random.ts';
import { type Mention, namesSomething, weightOf } from '../terms.ts';
import { withGap } from '../wording.ts';

function isNamed(mention: Mention): boolean {
  const first = mention.sentence.tokens[mention.phrase.from];
  return namesSomething.test(mention.sentence.text.slice(0, first?.start ?? 0));
}

function build(material: Material, mention: Mention, seed: string): Draft | undefined {
  const { sentence, phrase, term } = mention;
  const statement = withGap(mention);
  const stem = `Which term completes the statement: “${statement.replace(/[.!]$/u, '')}”?`;
  const picked = pickTerms(material, {
    key: term,
    plural: phrase.plural,
    source: sentence,
    stem,
    claim: sentence.stems,
    gap: phrase.determiner,
    count: 3,
    seed,
  });
  if (!picked) return undefined;
  const { terms: others, weak } = picked;
  const key = formOf(term, phrase.plural, others);
  const right = { text: key, correct: true, reason: `This is the word in the text: ${quoted(sentence.text)}` };
  const wrong = others.map((other) => ({
    text: formOf(other, phrase.plural, [term, ...others]),
    correct: false,
    reason: reasonAgainst(material, other, phrase.plural),
  }));
  const explanation = `The text says: ${quoted(sentence.text)}`;
  return {
    stem,
    options: shuffled([right, ...wrong], `${seed}${stem}`),
    explanation,
    topic: key,
    difficulty: 'medium',
    bloom: 'remember',
    weak,
  };
}

/** A term that stands twice in the sentence would give itself away. */
export function occursOnce({ sentence, term }: Mention): boolean {
  const words = sentence.tokens.filter((token) => term.stems.length === 1 && token.lemma === term.key).length;
  return words <= 1 && sentence.text.toLowerCase().split(term.key).length <= 2;
}

/** Mentions whose place in a sentence can be left open: key terms that come late enough for the sentence to say what is missing. */
export function gapMentions(material: Material): { mention: Mention; quality: number }[] {
  return material.sources().flatMap((sentence) => {
    const { clause, trust } = sentence;
    if (!clause || trust < 0.7) return [];
    return material.terms.mentions(sentence).flatMap((mention) => {
      const { phrase, term } = mention;
      const isSubject = phrase.from < clause.core.to && phrase.to > clause.core.from;
      const weight = weightOf(term);
      const named = isNamed(mention);
      if (
        isSubject ||
        !occursOnce(mention) ||
        sentence.stems.size < (named ? 4 : 6) ||
        weight < (named ? 0.1 : 2.2) ||
        (!named && term.shape !== 'common' && weight < 3)
      )
        return [];
      const [before, after] = [sentence.tokens[phrase.start - 1], sentence.tokens[phrase.to]];
      if (/^(?:its|their|his|her|our|'s|’s|')$/u.test(before?.lower ?? '') || /^['’]/u.test(after?.text ?? '')) return [];
      const beforeArticle = phrase.determiner === '' ? undefined : sentence.tokens[phrase.start - 2];
      const listed = [beforeArticle, before, after].some((token) => /^(?:and|or|,)$/u.test(token?.lower ?? ''));
      return [{ mention, quality: (named ? 0.85 : listed ? 0.3 : term.introduced ? 0.6 : 0.45) * trust * Math.min(1, 0.5 + weight / 10) }];
    });
  });
}

/** Sentences with a key term taken out, and four terms to choose from. */
export function clozes(material: Material, seed: string): Candidate[] {
  return gapMentions(material).map(({ mention, quality }) => ({
    type: 'single_choice' as const,
    quality,
    concept: mention.term.key,
    form: 'cloze',
    sentence: mention.sentence,
    passage: material.passageIndex(mention.sentence),
    language: 'en',
    build: () => build(material, mention, seed),
  }));
}
