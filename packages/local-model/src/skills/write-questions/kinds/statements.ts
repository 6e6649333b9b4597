import type { Sentence } from '../../../text/analysis.ts';
import { capitalise, indefiniteArticle } from '../../../text/words.ts';
import { pickTerms } from '../distractors.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { type Mention, weightOf } from '../terms.ts';
import { withGap } from '../wording.ts';

const longestWords = 32;

function trueFalse(stem: string, truth: boolean, sentence: Sentence, topic: string, why: string): Draft {
  const says = `The text says: ${quoted(sentence.text)}`;
  const options = [
    { text: 'True', correct: truth, reason: truth ? says : why },
    { text: 'False', correct: !truth, reason: truth ? 'The text says just this.' : why },
  ];
  return { stem, options, explanation: truth ? says : `${why} ${says}`, topic, difficulty: truth ? 'easy' : 'medium', bloom: 'remember' };
}

/** The sentence with another term at the mention's place, article and first letter mended. */
function exchange(mention: Mention, form: string): string {
  const { sentence, phrase } = mention;
  const first = sentence.tokens[phrase.from];
  const last = sentence.tokens[phrase.to - 1];
  const before = sentence.text.slice(0, first?.start ?? 0).replace(/\b(an?)( )$/iu, (_, article: string, space: string) => {
    const fitting = indefiniteArticle(form);
    return (article.startsWith('A') ? capitalise(fitting) : fitting) + space;
  });
  // Brackets after a term belong to it, and so does another name: `floor division (//)`, `a depression, or low,`.
  const after = sentence.text.slice(last?.end ?? 0).replace(/^ \([^)]*\)|^, (?:or|also|sometimes|often|called|known)\b[^,]*,/u, '');
  return capitalise(`${before}${form}${after}`);
}

function isSubject({ sentence: { clause }, phrase }: Mention): boolean {
  return clause !== undefined && phrase.to > clause.core.from && phrase.from < clause.core.to;
}

function buildFalse(material: Material, mention: Mention, seed: string): Draft | undefined {
  const { sentence, phrase, term } = mention;
  const plural = isSubject(mention) ? sentence.clause?.plural === true : phrase.plural;
  const picked = pickTerms(material, {
    key: term,
    plural,
    source: sentence,
    stem: withGap(mention),
    claim: sentence.stems,
    gap: phrase.determiner,
    count: 1,
    seed,
  });
  const other = picked?.terms[0];
  if (!other) return undefined;
  const stem = exchange(mention, formOf(other, plural));
  const all = material.passages.map(({ analysis }) => analysis.text.replaceAll(/\s+/gu, ' ').toLowerCase()).join(' ');
  if (all.includes(stem.toLowerCase().replace(/[.!]$/u, ''))) return undefined;
  const why = `The text says this of “${formOf(term, plural)}”, not of “${formOf(other, plural)}”.`;
  return { ...trueFalse(stem, false, sentence, formOf(term, plural), why), weak: picked?.weak === true };
}

/** The mention whose exchange makes the statement false for sure: the subject, or what a naming names. */
function salientMention(material: Material, sentence: Sentence): Mention | undefined {
  const { clause } = sentence;
  const mentions = material.terms.mentions(sentence).filter(({ term }) => weightOf(term) >= 2);
  const fact = material.facts.find((one) => one.sentence === sentence && one.kind !== 'action');
  if (fact) return fact.mention;
  return mentions.find(({ phrase }) => clause && !clause.extended && phrase.to === clause.core.to);
}

/** `Python is very useful for …` is an opinion: its opposite is hardly false. */
function isJudgement(sentence: Sentence): boolean {
  const { clause } = sentence;
  return (
    clause?.kind === 'be' &&
    sentence.tokens[clause.rest.from]?.pos !== 'DET' &&
    !/^(?:what|when|where)$/u.test(sentence.tokens[clause.rest.from]?.lower ?? '')
  );
}

/** Statements to judge: the text's own, and the same with its subject exchanged. */
export function statements(material: Material, seed: string): Candidate[] {
  return material.sources().flatMap((sentence) => {
    if (
      !sentence.clause ||
      /\bstands? for\b/u.test(sentence.text) ||
      sentence.trust < 0.7 ||
      sentence.text.split(' ').length > longestWords ||
      sentence.stems.size < 4
    )
      return [];
    const mention = salientMention(material, sentence);
    if (!mention || weightOf(mention.term) === 0) return [];
    const fact = material.facts.find((one) => one.sentence === sentence);
    const quality =
      (fact?.strength ?? 0.4) *
      sentence.trust *
      Math.min(1, 0.5 + weightOf(mention.term) / 9) *
      (isJudgement(sentence) ? 0.4 : 1) *
      (sentence.text.includes(';') ? 0.6 : 1);
    const topic = formOf(mention.term, mention.phrase.plural);
    const shared = {
      type: 'true_false' as const,
      quality,
      concept: mention.term.key,
      sentence,
      passage: material.passageIndex(sentence),
      language: 'en',
    };
    return [
      { ...shared, form: 'true', truth: true, build: () => trueFalse(sentence.text, true, sentence, topic, '') },
      { ...shared, form: 'false', truth: false, build: () => buildFalse(material, mention, seed) },
    ];
  });
}
