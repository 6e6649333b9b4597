import type { SentenceKind } from './sentence-shapes.ts';
import { createReader, type PassageSentence } from './read-sentences.ts';
import { weighTerms } from './term-weights.ts';

/** What a sentence of a kind is worth, before its terms are looked at. */
const kindValues: Readonly<Record<SentenceKind, number>> = {
  definition: 1,
  statement: 0.4,
  item: 0.3,
  label: 0,
  question: 0,
  task: 0,
  other: 0,
};
/** So much is decided by the terms. */
const salienceValue = 0.6;
/** Sum of squared term weights that makes a sentence as salient as it can be: about three terms that matter. */
const fullSalience = 2;
/** A passage of this worth has about half of the information that a passage can have. */
const halfWorth = 3;
/** About one plain sentence: what has less is exercises, contents, references, listings. */
const leastScore = 0.05;

interface Scorable {
  heading: string | null;
  text: string;
}

/**
 * How much of what can be asked about is in each passage, 0 to 1: statements and definitions that use the terms of these
 * passages. Exercises, tables of contents, references, program text and legal notes count nothing.
 * About 50 ms for a thousand passages.
 */
export function scorePassages(passages: readonly Scorable[], outlineTerms: readonly string[] = [], readText = createReader()): number[] {
  const read = passages.map(({ heading, text }) => ({ heading, sentences: readText(text) }));
  const weights = weighTerms(read, outlineTerms);
  return read.map(({ sentences }) => {
    const worth = sentences.reduce((sum, sentence) => sum + worthOf(sentence, weights), 0);
    return worth / (worth + halfWorth);
  });
}

/** Whether there is enough in a passage for a question. */
export function isInformative(score: number): boolean {
  return score >= leastScore;
}

function worthOf({ kind, words }: PassageSentence, weights: ReadonlyMap<string, number>): number {
  if (kindValues[kind] === 0) return 0;
  let sum = 0;
  for (const word of new Set(words)) sum += (weights.get(word) ?? 0) ** 2;
  const salience = Math.min(1, sum / fullSalience);
  return kindValues[kind] * (1 - salienceValue + salienceValue * salience);
}
