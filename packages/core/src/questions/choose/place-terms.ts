import type { Passage } from './find-passages.ts';
import type { SectionTerms } from './read-outline-terms.ts';
import { createReader, wordsOf, type PassageSentence } from './read-sentences.ts';
import type { SentenceKind } from './sentence-shapes.ts';

/** How well a sentence teaches a term that stands in it. */
const kindValues: Readonly<Record<SentenceKind, number>> = {
  definition: 0.6,
  statement: 0.4,
  item: 0.3,
  label: 0.1,
  question: 0.1,
  task: 0,
  other: 0.1,
};
/** What a definition is worth to the term that it begins with, or names: "A loop is …", "This is called a loop". */
const ownDefinition = 1;
/** Words before the term that do not matter: an article, "In Python". */
const wordsBefore = 2;
const NAMING =
  /\b(?:called|known as|named|termed|referred to as|defined as|nennt man|hei(?:ß|ss)t|appelée?|llamad[ao]|chiamat[ao]|noemt men)\b/u;

/** A term of the outline, at the passage where it is best asked about. */
export interface PlacedTerm {
  term: string;
  /** 0 to 1: how well the passage teaches it; 1 for a definition. */
  value: number;
}

/**
 * Gives each term of the outline to one passage of the sections that name it: to one that defines it, else to the first of
 * those that say most about it. A term that stands nowhere is left out. Terms by the passage's id, the best first.
 */
export function placeTerms(
  passages: readonly Passage[],
  sections: readonly SectionTerms[],
  readText = createReader(),
): ReadonlyMap<string, readonly PlacedTerm[]> {
  const read = new Map(passages.map(({ id, text }) => [id, readText(text).map(toSought)]));
  const ofDocuments = Map.groupBy(passages, ({ documentId }) => documentId);
  const best = new Map<string, PlacedTerm & { id: string }>();
  for (const { documentId, chunkFrom, chunkTo, terms } of sections) {
    const within = ofDocuments.get(documentId)?.filter(({ ordinal }) => ordinal >= chunkFrom && ordinal <= chunkTo) ?? [];
    for (const term of terms) {
      const find = createFinder(term);
      const key = wordsOf(term).map(withoutPlural).join(' ') || term.trim();
      for (const passage of within) {
        const value = Math.max(0, ...(read.get(passage.id) ?? []).map((sentence) => valueOf(sentence, find)));
        if (value > (best.get(key)?.value ?? 0)) best.set(key, { term, value, id: passage.id });
      }
    }
  }
  const placed = Map.groupBy(best.values(), ({ id }) => id);
  return new Map(
    Array.from(placed, ([id, terms]) => [id, terms.map(({ term, value }) => ({ term, value })).sort((a, b) => b.value - a.value)]),
  );
}

/** A sentence that terms are looked for in: its words without their plurals. */
type SoughtSentence = Pick<PassageSentence, 'kind' | 'text' | 'words'>;

function toSought({ kind, text, words }: PassageSentence): SoughtSentence {
  return { kind, text, words: words.map(withoutPlural) };
}

/** Index of the word that a term begins with; -1 where it does not stand in the sentence. */
type Finder = (sentence: SoughtSentence) => number;

function createFinder(term: string): Finder {
  const wanted = wordsOf(term).map(withoutPlural);
  const symbol = term.trim();
  // Operators have no words; they stand between spaces, brackets or quotes.
  if (wanted.length === 0) return ({ text }) => (symbol !== '' && text.split(/[\s()"'“”‘’,;]+/u).includes(symbol) ? 0 : -1);
  return ({ words }) => words.findIndex((_, start) => wanted.every((word, offset) => word === words[start + offset]));
}

/** Near enough to find a term in either number. */
function withoutPlural(word: string): string {
  return word.length > 3 ? word.replace(/(?<!s)s$/u, '') : word;
}

function valueOf(sentence: SoughtSentence, find: Finder): number {
  const at = find(sentence);
  if (at < 0) return 0;
  const isOwn = sentence.kind === 'definition' && (at <= wordsBefore || NAMING.test(sentence.text));
  return isOwn ? ownDefinition : kindValues[sentence.kind];
}
