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
  words: ReadonlySet<string>;
  vector: readonly number[] | null;
  embeddingModel: string | null;
}

export function printOf({ type, stem, answer, quote, vector, embeddingModel }: PrintedQuestion): QuestionPrint {
  return {
    type,
    stem: plain(stem),
    answer: plain(answer),
    quote: plain(quote),
    words: new Set(wordsOf(`${stem} ${answer}`)),
    vector,
    embeddingModel,
  };
}

/** From this on vectors are near enough for the words to decide. */
const nearVectors = 0.85;
/** Shared words of stem and key from which two questions are one, unless their vectors say otherwise. */
const nearWords = 0.6;

/** Whether a teacher would call them the same question. */
export function isDuplicate(a: QuestionPrint, b: QuestionPrint): boolean {
  const sameStem = a.stem === b.stem;
  // One sentence of the text proves one fact: asked for the same key twice it is the same question in other words.
  const sameFact = a.type === b.type && a.quote === b.quote;
  if ((sameStem || sameFact) && (a.type === 'true_false' || a.answer === b.answer)) return true;
  return haveNearWords(a.words, b.words) && !haveFarVectors(a, b);
}

function haveNearWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  // More than the smaller set cannot be shared: most pairs are told apart by their sizes.
  if (Math.min(a.size, b.size) < nearWords * Math.max(a.size, b.size)) return false;
  return jaccard(a, b) >= nearWords;
}

/** Vectors of two models have nothing to do with each other, whatever their length. */
function haveFarVectors(a: QuestionPrint, b: QuestionPrint): boolean {
  if (!a.vector || !b.vector || a.embeddingModel !== b.embeddingModel || a.vector.length !== b.vector.length) return false;
  return cosine(a.vector, b.vector) < nearVectors;
}
