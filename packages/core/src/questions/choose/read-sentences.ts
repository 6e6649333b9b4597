import { UNSPACED } from '../../documents/text/characters.ts';
import { kindOf, type SentenceKind } from './sentence-shapes.ts';

export interface PassageSentence {
  kind: SentenceKind;
  text: string;
  /** See `wordsOf`. */
  words: readonly string[];
}

const WORD = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
/**
 * Far cheaper than the segmenter that passages are cut with; a sentence that is cut in two at an abbreviation does no harm
 * here. The point after a number is an enumeration's more often than a sentence's.
 */
const BETWEEN_SENTENCES = /(?<=[\p{L})\]"'”’][.!?…]["'”’)\]]*)\s+(?=["'“‘([]*[\p{Lu}\p{N}])|(?<=[。！？])/u;
/** A line as short as this is a heading even if it ends with a full stop or a question mark. */
const headingWords = 6;

/** The sentences and lines of a passage, those of an exercise told apart from those that teach something. */
function readSentences(text: string): PassageSentence[] {
  const sentences: PassageSentence[] = [];
  let inExercise = false;
  for (const line of text.split('\n')) {
    const parts = line.split(BETWEEN_SENTENCES);
    for (const [at, part] of parts.entries()) {
      const sentence = part.trim();
      if (sentence === '') continue;
      const words = wordsOf(sentence);
      const kind = kindOf(sentence, words);
      // An exercise begins with a line that says what to do, and goes on to the next heading.
      if (kind === 'task') inExercise ||= at === 0;
      else if (parts.length === 1 && isHeading(sentence, kind, words)) inExercise = false;
      sentences.push({ kind: inExercise ? 'task' : kind, text: sentence, words });
    }
  }
  return sentences;
}

/** A reader that remembers what it has read: scoring passages and placing terms look at the same sentences. */
export function createReader(): (text: string) => readonly PassageSentence[] {
  const known = new Map<string, readonly PassageSentence[]>();
  return (text) => {
    const sentences = known.get(text) ?? readSentences(text);
    known.set(text, sentences);
    return sentences;
  };
}

function isHeading(line: string, kind: SentenceKind, words: readonly string[]): boolean {
  return (kind === 'label' || words.length <= headingWords) && /^\P{Ll}/u.test(line) && !line.endsWith(':') && words.length > 0;
}

/** Words in lower case; where words are not spaced, every two characters. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(WORD) ?? [];
  return UNSPACED.test(text) ? words.flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : word)) : words;
}

function pairsOf(word: string): string[] {
  const characters = Array.from(word);
  return characters.length < 2 ? characters : characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}
