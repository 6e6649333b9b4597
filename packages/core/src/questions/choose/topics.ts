import { UNSPACED } from '../../documents/text/characters.ts';
import type { Passage } from './find-passages.ts';
import { similarity } from './unit-vectors.ts';

/** What the teacher wants to be asked about. */
export interface Topic {
  name: string;
  /** Of the present embedding model, of unit length; undefined when there was none to be had. */
  vector: Float32Array | undefined;
}

/** How much a passage is about a topic, by where its words stand. */
const byWords = { inHeading: 1, asPhrase: 0.8, scattered: 0.5 } as const;
const byMeaning = 0.6;
/**
 * A passage is near to a topic when it stands out from the others by so many deviations, since what is a high similarity
 * differs from model to model. Below the least there is nothing but chance in all of them.
 */
const outstanding = { deviations: 3.5, similarity: 0.25 } as const;
const leastDeviation = 0.02;
/** Median deviations, as many passages may be near; each is this share of a standard deviation. */
const deviationShare = 0.6745;

/** How much each passage is about a topic, 0 to 1; 0 for most. */
export function rateByTopic(topic: Topic, passages: readonly Pick<Passage, 'heading' | 'text' | 'vector'>[]): number[] {
  const similarities = passages.map(({ vector }) => similarity(topic.vector, vector));
  const known = similarities.filter((_, at) => passages[at]?.vector !== undefined);
  const usual = median(known);
  const deviation = Math.max(leastDeviation, median(known.map((value) => Math.abs(value - usual))) / deviationShare);
  const near = Math.max(outstanding.similarity, usual + outstanding.deviations * deviation);
  const rateWords = createWordRating(topic.name);
  return passages.map((passage, at) => Math.max(rateWords(passage), (similarities[at] ?? 0) > near ? byMeaning : 0));
}

function createWordRating(topic: string): (passage: Pick<Passage, 'heading' | 'text'>) => number {
  const beginnings = wordBeginnings(topic).map(escapePattern);
  if (beginnings.length === 0) return () => 0;
  const atWordStart = (pattern: string) => new RegExp(UNSPACED.test(topic) ? pattern : `(?<![\\p{L}\\p{N}])${pattern}`, 'iu');
  const phrase = atWordStart(beginnings.join(String.raw`[\p{L}\p{M}]*[\s-]+`));
  const words = beginnings.map(atWordStart);
  return ({ heading, text }) => {
    if (heading !== null && phrase.test(heading)) return byWords.inHeading;
    if (phrase.test(text)) return byWords.asPhrase;
    return words.every((word) => word.test(text) || (heading !== null && word.test(heading))) ? byWords.scattered : 0;
  };
}

/**
 * The words of a topic without their last letters, so that other forms of them are found as well: in most languages these
 * differ at the end.
 */
export function wordBeginnings(topic: string): string[] {
  const words = topic.split(/\s+/u).filter((word) => word !== '');
  return words.map((word) => (/^\p{L}{5,}$/u.test(word) && !UNSPACED.test(word) ? word.slice(0, -Math.floor(word.length / 5)) : word));
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
