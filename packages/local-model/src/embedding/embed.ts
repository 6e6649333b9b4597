import { allStopWords } from '../text/language.ts';
import { isFunctionWord, stem, wordsOf } from '../text/words.ts';

export interface Embedder {
  /** A unit vector; texts that share words are close, whatever the language. */
  embed(text: string, dimensions: number): Float32Array;
}

/** Shares of a text's weight: whole words say what it is about, letter groups forgive endings and spelling. */
const wordWeight = 1;
const pairWeight = 0.35;
const lettersWeight = 0.4;
const stopWordFactor = 0.08;
const lettersInGroup = 4;

function hash(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 12)) >>> 0;
}

/** The signed hashing trick: a feature adds to or takes from two places, so that chance meetings cancel out. */
function add(vector: Float32Array, feature: string, weight: number): void {
  for (const seed of [0x811c9dc5, 0x9e3779b9]) {
    const value = hash(feature, seed);
    const place = (value >>> 1) % vector.length;
    vector[place] = (vector[place] ?? 0) + (value & 1 ? weight : -weight);
  }
}

function letterGroups(word: string): string[] {
  const bounded = `<${word}>`;
  const groups: string[] = [];
  for (let start = 0; start + lettersInGroup <= bounded.length; start += 1) groups.push(bounded.slice(start, start + lettersInGroup));
  return groups;
}

/** Scripts without spaces come as one long word: there every two characters count as one. */
function splitLong(word: string): string[] {
  if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)) return [word];
  const characters = [...word];
  return characters.length < 2 ? characters : characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length === 0) vector[0] = 1;
  else for (const [index, value] of vector.entries()) vector[index] = value / length;
  return vector;
}

/** Hashed words, word pairs and letter groups, without a model and without learning: the same text always gets the same vector. */
export function createEmbedder(): Embedder {
  const list = allStopWords();
  const isStopWord = (word: string) => list.has(word) || isFunctionWord(word);
  return {
    embed(text, dimensions) {
      const vector = new Float32Array(dimensions);
      const words = wordsOf(text.normalize('NFKC')).flatMap(splitLong);
      const content = words.filter((word) => !isStopWord(word));
      for (const [word, count] of countWords(words)) {
        const factor = (1 + Math.log(count)) * (isStopWord(word) ? stopWordFactor : 1);
        add(vector, `w:${stem(word)}`, factor * wordWeight);
        const groups = isStopWord(word) ? [] : letterGroups(word);
        for (const group of groups) add(vector, `l:${group}`, (factor * lettersWeight) / Math.sqrt(groups.length));
      }
      for (const [index, word] of content.slice(1).entries()) add(vector, `p:${stem(content[index] ?? '')} ${stem(word)}`, pairWeight);
      return normalise(vector);
    },
  };
}
