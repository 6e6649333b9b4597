import type { Sentence } from '../../../text/analysis.ts';
import { capitalise, indefiniteArticle, looksPlural } from '../../../text/words.ts';
import { pickTerms } from '../distractors.ts';
import { namingVerb, textOf } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { keynessOf, type Mention, weightOf } from '../terms.ts';
import { withGap } from '../wording.ts';

const longestWords = 32;
/** A statement of so many words says several things, each of which may be wrong. */
const longStatement = 15;
/** From here on a term is worth a statement even where it is not the subject. */
const leastKeyness = 0.5;
const leastKeynessOfSubject = 0.4;
/** Exchanging what a sentence is about makes it false for sure; another word of it not always. */
const inPassing = 0.7;

function trueFalse(stem: string, truth: boolean, sentence: Sentence, topic: string, why: string): Draft {
  const says = `The text says: ${quoted(sentence.text)}`;
  const options = [
    { text: 'True', correct: truth, reason: truth ? says : why },
    { text: 'False', correct: !truth, reason: truth ? 'The text says just this.' : why },
  ];
  return {
    stem,
    options,
    explanation: truth ? says : `${why} ${says}`,
    topic,
    difficulty: truth && stem.split(' ').length < longStatement ? 'easy' : 'medium',
    bloom: 'remember',
  };
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
  if (!other || (plural && other.shape === 'name' && !looksPlural(other.singular))) return undefined;
  const stem = exchange(mention, formOf(other, plural));
  const all = material.passages.map(({ analysis }) => analysis.text.replaceAll(/\s+/gu, ' ').toLowerCase()).join(' ');
  if (all.includes(stem.toLowerCase().replace(/[.!]$/u, ''))) return undefined;
  const why = `The text says this of “${formOf(term, plural)}”, not of “${formOf(other, plural)}”.`;
  return { ...trueFalse(stem, false, sentence, formOf(term, plural), why), weak: picked?.weak === true };
}

/** What a statement can be said to be about: what it defines or its subject, and the key terms that it mentions. */
function salientMentions(material: Material, sentence: Sentence): Mention[] {
  const { clause } = sentence;
  const mentions = material.terms.mentions(sentence);
  const fact = material.facts.find((one) => one.sentence === sentence && one.kind !== 'action');
  const subject = mentions.find(
    ({ phrase, term }) =>
      clause && !clause.extended && phrase.to === clause.core.to && (weightOf(term) >= 2 || keynessOf(term) >= leastKeynessOfSubject),
  );
  // Of `Excel and Sheets are …` both are told the same.
  const joined =
    clause?.extended === true && clause.plural
      ? mentions.find((mention) => isSubject(mention) && keynessOf(mention.term) >= leastKeynessOfSubject)
      : undefined;
  const first = fact?.mention ?? subject ?? joined;
  const keys = mentions.filter((mention) => mention !== first && keynessOf(mention.term) >= leastKeyness && !isSubject(mention));
  return first ? [first, ...keys] : keys;
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

/** What one thing can do, another often can too, whether or not the text says so. */
const unsure = /\b(?:can|could|may|might|often|sometimes|usually|generally|commonly|typically|mostly)\b/u;

function isUnsure(sentence: Sentence): boolean {
  const { clause } = sentence;
  return clause !== undefined && unsure.test(textOf(sentence, { from: clause.subject.to, to: clause.verb.to }));
}

/** A true or a false statement about one mention in a sentence. */
function aboutMention(material: Material, sentence: Sentence, mention: Mention, seed: string): Candidate[] {
  const fact = material.facts.find((one) => one.sentence === sentence && one.mention === mention);
  const quality =
    Math.max(fact?.strength ?? 0.45, 0.3 + 0.5 * keynessOf(mention.term)) *
    sentence.trust *
    Math.min(1, 0.5 + weightOf(mention.term) / 9) *
    (isJudgement(sentence) ? 0.5 : 1) *
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
  const truth = { ...shared, form: 'true', truth: true, build: () => trueFalse(sentence.text, true, sentence, topic, '') };
  const falsehood = {
    ...shared,
    form: 'false',
    truth: false,
    quality: quality * (fact ? 1 : inPassing),
    build: () => buildFalse(material, mention, seed),
  };
  // `Four basic operators exist`: of anything else there may be four too. Whose letters are they? Another abbreviation there would be silly rather than false.
  const counted = sentence.tokens[mention.phrase.start - 1]?.pos === 'NUM';
  // `Long strings make …`: of what else is long the text may say the same.
  const qualified = mention.phrase.start < mention.phrase.from || (sentence.clause?.extended === true && isSubject(mention));
  return counted || qualified || isUnsure(sentence) || /\bstands? for\b/u.test(sentence.text) ? [truth] : [truth, falsehood];
}

/** `Several tools are commonly used`: nobody could learn anything from it. */
const vague = /^(?:several|many|various|different|some|a number of)\b.* (?:exist|(?:commonly|often|widely|frequently) used)\b/iu;

/** Statements to judge: the text's own, and the same with a term exchanged. */
export function statements(material: Material, seed: string): Candidate[] {
  return material.sources().flatMap((sentence) => {
    const tells = sentence.clause !== undefined || material.facts.some((fact) => fact.sentence === sentence && fact.kind !== 'action');
    const leastStems = namingVerb.test(sentence.text) ? 3 : 4;
    const saysLittle = sentence.stems.size < leastStems || vague.test(sentence.text);
    if (!tells || saysLittle || sentence.trust < 0.6 || sentence.text.split(' ').length > longestWords) return [];
    return salientMentions(material, sentence)
      .filter(({ term }) => weightOf(term) > 0)
      .flatMap((mention) => aboutMention(material, sentence, mention, seed));
  });
}
