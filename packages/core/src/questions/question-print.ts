import type { QuestionType } from '@lectern/contract';
import { cosine } from '../documents/cosine.ts';
import { jaccard, plain, wordsOf } from './fingerprint.ts';

export interface PrintedQuestion {
  type: QuestionType;
  stem: string;
  answer: string;
  quote: string;
  /** Of stem and key, with the model that made it. */
  vector: readonly number[] | null;
  embeddingModel: string | null;
}

/** What of a question is compared, made once: a bank is compared with each of a hundred candidates. */
export interface QuestionPrint {
  type: QuestionType;
  stem: string;
  answer: string;
  quote: string;
  /** Of stem and answer. */
  words: ReadonlySet<string>;
  answerWords: ReadonlySet<string>;
  /** The answer; of several that are right, each. */
  keys: ReadonlySet<string>;
  vector: readonly number[] | null;
  embeddingModel: string | null;
}

export function printOf({ type, stem, answer, quote, vector, embeddingModel }: PrintedQuestion): QuestionPrint {
  const answerWords = wordsOf(answer);
  return {
    type,
    stem: plain(stem),
    answer: keyPrint(answer),
    quote: plain(quote),
    words: new Set(wordsOf(`${stem} ${answer}`)),
    answerWords: new Set(answerWords.length > 0 ? answerWords : [keyPrint(answer)]),
    keys: new Set((type === 'multiple_choice' ? answer.split('; ') : [answer]).map(keyPrint)),
    vector,
    embeddingModel,
  };
}

/** Of operators and formulas the signs are what matters. */
function keyPrint(text: string): string {
  return /[^\p{L}\p{M}\p{N}\p{P}\s]|[/\\*%#&@]/u.test(text) ? text.toLowerCase().replaceAll(/\s+/g, ' ').trim() : plain(text);
}

/** From this on vectors are near enough for the words to decide. */
const nearVectors = 0.85;
/** Shared words of stem and key from which two questions are one, unless their vectors say otherwise. */
const nearWords = 0.6;
/**
 * From this on vectors say themselves that two questions are one, with a few words to bear it out. Those of the built-in
 * model, which are made of letters, reach 0.89 between different questions on one topic.
 */
const sameVectors = 0.95;
const someWords = 0.3;

/** Types whose stem alone says what is asked: its key is one word of it, or in many words. */
const decidedByStem: ReadonlySet<QuestionType> = new Set(['true_false', 'cloze', 'short_answer', 'coding']);
/** Types whose answer is a key that is right or wrong as it stands. */
const hasKey: ReadonlySet<QuestionType> = new Set(['single_choice', 'multiple_choice', 'cloze']);

/** Whether a teacher would call them the same question. */
export function isDuplicate(a: QuestionPrint, b: QuestionPrint): boolean {
  if (a.type === b.type && (isSameStem(a, b) || isSameFact(a, b))) return true;
  if (a.stem === b.stem && a.answer === b.answer) return true;
  if (asksForOtherKey(a, b)) return false;
  const shared = shareOfWords(a.words, b.words);
  // Most pairs are told apart here, before their vectors are looked at.
  if (shared < someWords) return false;
  const likeness = vectorLikeness(a, b);
  if (shared >= nearWords) return likeness === undefined || likeness >= nearVectors;
  return likeness !== undefined && likeness >= sameVectors;
}

function isSameStem(a: QuestionPrint, b: QuestionPrint): boolean {
  return a.stem === b.stem && (decidedByStem.has(a.type) || haveSameKey(a, b));
}

/** One sentence of the text proves one fact: asked for the same key twice it is the same question in other words. */
function isSameFact(a: QuestionPrint, b: QuestionPrint): boolean {
  return a.quote === b.quote && (a.type === 'true_false' || haveSameKey(a, b));
}

/** One key in common is enough: what of a list is offered as right may be another choice each time. */
function haveSameKey(a: QuestionPrint, b: QuestionPrint): boolean {
  return a.answer === b.answer || !isDisjoint(a.keys, b.keys);
}

/** "Which function converts to an integer?" and "... to a float?" have all words in common but those that matter. */
function asksForOtherKey(a: QuestionPrint, b: QuestionPrint): boolean {
  return hasKey.has(a.type) && hasKey.has(b.type) && a.quote !== b.quote && isDisjoint(a.answerWords, b.answerWords);
}

function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const word of a) if (b.has(word)) return false;
  return true;
}

/** 0 where there are not enough words to share. */
function shareOfWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return Math.min(a.size, b.size) < someWords * Math.max(a.size, b.size) ? 0 : jaccard(a, b);
}

/** Undefined where it says nothing: vectors of two models have nothing to do with each other, whatever their length. */
function vectorLikeness(a: QuestionPrint, b: QuestionPrint): number | undefined {
  if (!a.vector || !b.vector || a.embeddingModel !== b.embeddingModel || a.vector.length !== b.vector.length) return undefined;
  return cosine(a.vector, b.vector);
}
