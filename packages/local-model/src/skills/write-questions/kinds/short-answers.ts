import type { Sentence } from '../../../text/analysis.ts';
import type { Fact } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import type { Material } from '../material.ts';
import { rubricFor } from '../rubric.ts';
import { weightOf } from '../terms.ts';
import { subjectInside, withArticle } from '../wording.ts';
import { whatDoes, whatIs } from './description-choice.ts';
import { reasonIn, whyStem } from './reasons.ts';

interface OpenQuestion extends Pick<Draft, 'stem' | 'topic' | 'difficulty' | 'bloom'> {
  /** How the first criterion begins after `Says that`. */
  opening: string;
  description: string;
}

function build(sentence: Sentence, { opening, description, ...question }: OpenQuestion): Draft | undefined {
  const rubric = rubricFor(opening, description);
  if (rubric.length < 2) return undefined;
  return { ...question, options: [], explanation: `The text says: ${quoted(sentence.text)}`, answer: sentence.text, accepted: [], rubric };
}

function ofFact(material: Material, fact: Fact): OpenQuestion | undefined {
  const topic = fact.mention.term.singular;
  const asked = whatIs.stem(material, fact);
  const be = fact.past ? (fact.plural ? 'were' : 'was') : fact.plural ? 'are' : 'is';
  const shared = { topic, description: fact.description, bloom: 'understand' as const };
  if (asked !== undefined) return { ...shared, stem: asked, opening: `${withArticle(fact)} ${be}`, difficulty: 'easy' };
  const done = whatDoes.stem(material, fact);
  return done === undefined ? undefined : { ...shared, stem: done, opening: subjectInside(material, fact), difficulty: 'medium' };
}

function ofReason(material: Material, sentence: Sentence): OpenQuestion | undefined {
  const reason = reasonIn(sentence);
  const stem = reason && whyStem(material, reason);
  const topic = material.topicOf(sentence)?.singular ?? '';
  return stem === undefined || !reason
    ? undefined
    : { stem, topic, opening: 'it is because', description: reason.text, difficulty: 'medium', bloom: 'understand' };
}

/** Open questions (what is, what does, why) with the text's own sentence as the reference and criteria made of its parts. */
export function shortAnswers(material: Material): Candidate[] {
  const candidate = (sentence: Sentence, concept: string, quality: number, question: OpenQuestion): Candidate => ({
    type: 'short_answer',
    quality: quality * sentence.trust,
    concept,
    form: 'open',
    sentence,
    passage: material.passageIndex(sentence),
    language: 'en',
    build: () => build(sentence, question),
  });
  const told = material.facts.flatMap((fact) => {
    const weight = weightOf(fact.mention.term);
    const question = weight === 0 || !material.standsAlone(fact.sentence) ? undefined : ofFact(material, fact);
    return question ? [candidate(fact.sentence, fact.mention.term.key, fact.strength * Math.min(1, 0.5 + weight / 9), question)] : [];
  });
  const explained = material.sources().flatMap((sentence) => {
    const question = sentence.trust < 0.7 ? undefined : ofReason(material, sentence);
    return question ? [candidate(sentence, material.topicOf(sentence)?.key ?? sentence.text, 0.8, question)] : [];
  });
  return [...told, ...explained];
}
