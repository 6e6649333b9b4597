import type { Sentence } from '../../../text/analysis.ts';
import { contentStems, coverage } from '../../../text/words.ts';
import { keyStandsOut } from '../distractors.ts';
import { textOf } from '../facts.ts';
import { invert } from '../inversion.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import type { Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { subjectInside } from '../wording.ts';

interface Reason {
  sentence: Sentence;
  /** The clause after `because`, without the word. */
  text: string;
  /** Index of `because`. */
  at: number;
}

export function reasonIn(sentence: Sentence): Reason | undefined {
  const at = sentence.tokens.findIndex((token, index) => token.lower === 'because' && sentence.tokens[index + 1]?.lower !== 'of');
  const first = sentence.tokens[at + 1];
  if (at < 4 || !first || !sentence.clause || sentence.clause.rest.to <= at || sentence.clause.front) return undefined;
  const text = sentence.text.slice(first.start).replace(/[.!]$/u, '');
  return text.split(' ').length >= 4 && !/;|:/u.test(text) ? { sentence, text, at } : undefined;
}

/** Clauses that could be a reason and are not this one: other reasons of the text first, then other things it says. */
function otherReasons(material: Material, reason: Reason, question: string, seed: string): string[] {
  const reasons = material.sources().flatMap((sentence) => (sentence === reason.sentence ? [] : (reasonIn(sentence)?.text ?? [])));
  const facts = material.facts
    .filter(
      (fact) =>
        fact.front === '' &&
        fact.sentence !== reason.sentence &&
        fact.kind !== 'naming' &&
        fact.sentence.trust >= 0.7 &&
        material.standsAlone(fact.sentence),
    )
    .map(
      (fact) =>
        `${subjectInside(material, fact)} ${fact.kind === 'definition' ? `${textOf(fact.sentence, fact.sentence.clause?.verb)} ` : ''}${fact.description}`,
    );
  const own = contentStems(`${reason.text} ${question}`);
  const pronoun = /^(?:it|they|he|she|its|their|his|her)\b/u;
  const unlike = (text: string) =>
    pronoun.test(text) === pronoun.test(reason.text) && coverage(contentStems(text), own) < 0.4 && !keyStandsOut(reason.text, [text]);
  return [...new Set([...shuffled(reasons.filter(unlike), seed), ...shuffled(facts.filter(unlike), seed)])].slice(0, 3);
}

/** `Why …?`, or undefined where the sentence cannot be turned. */
export function whyStem(material: Material, { sentence, at }: Reason): string | undefined {
  const { clause, tokens } = sentence;
  const end = tokens[at - 1]?.text === ',' ? at - 1 : at;
  return clause && invert(material, sentence, 'Why', { from: clause.rest.from, to: end });
}

function build(material: Material, reason: Reason, seed: string): Draft | undefined {
  const stem = whyStem(material, reason);
  if (stem === undefined) return undefined;
  const others = otherReasons(material, reason, stem, seed);
  if (others.length < 3) return undefined;
  const right = { text: `Because ${reason.text}`, correct: true, reason: `The text gives this reason: ${quoted(reason.sentence.text)}` };
  const wrong = others.map((text) => ({ text: `Because ${text}`, correct: false, reason: 'The text does not give this as the reason.' }));
  const topic = material.topicOf(reason.sentence)?.singular ?? '';
  return {
    stem,
    options: shuffled([right, ...wrong], `${seed}${stem}`),
    explanation: `The text says: ${quoted(reason.sentence.text)}`,
    topic,
    difficulty: 'hard',
    bloom: 'understand',
  };
}

/** Questions that ask why, where the text says because. */
export function reasons(material: Material, seed: string): Candidate[] {
  return material.sources().flatMap((sentence) => {
    const reason = reasonIn(sentence);
    if (!reason || sentence.trust < 0.7) return [];
    const concept = material.topicOf(sentence)?.key ?? sentence.text;
    return [
      {
        type: 'single_choice' as const,
        quality: 0.7 * sentence.trust + chance(seed, sentence.text) * 0.05,
        concept,
        form: 'reason',
        sentence,
        passage: material.passageIndex(sentence),
        language: 'en',
        build: () => build(material, reason, seed),
      },
    ];
  });
}
