/** What of a question a term is looked for in. */
export interface AskedText {
  stem: string;
  answer: string;
  options: readonly { text: string; correct: boolean }[];
  accepted: readonly string[];
}

export interface FoundTerm {
  term: string;
  /** It stands in the stem, or in the key, of some question. */
  asked: boolean;
  /** It stands in the key of some question. */
  inKey: boolean;
}

/** Which terms some question asks about. Upper and lower case, hyphens and plurals make no difference. */
export function findTerms(terms: readonly string[], questions: readonly AskedText[]): FoundTerm[] {
  const stems = questions.map(({ stem }) => stem);
  const keys = questions.flatMap(({ answer, options, accepted }) => [
    answer,
    ...accepted,
    ...options.flatMap(({ text, correct }) => (correct ? text : [])),
  ]);
  return terms.map((term) => {
    const matches = matcherOf(term);
    const inKey = keys.some(matches);
    return { term, asked: inKey || stems.some(matches), inKey };
  });
}

function matcherOf(term: string): (text: string) => boolean {
  const wanted = wordsOf(term);
  if (wanted.length === 0) return (text) => mentionsSymbol(text, term.trim());
  return (text) => containsRun(wordsOf(text), wanted);
}

/** `print()` is a word of its own, other than `print`; what stands between its brackets does not matter. */
function wordsOf(text: string): string[] {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’]/gu, '')
    .matchAll(/([\p{L}\p{N}_]+)(\()?/gu);
  return [...words].map(([, word = '', bracket]) => (bracket ? `${word}()` : toSingular(word)));
}

function toSingular(word: string): string {
  if (word.length <= 3 || /(?:ss|us|is)$/u.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/u.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

function containsRun(words: readonly string[], wanted: readonly string[]): boolean {
  return words.some((_, start) => wanted.every((word, offset) => words[start + offset] === word));
}

/** An operator is asked about where it is named or is the whole answer, not wherever code happens to use it. */
function mentionsSymbol(text: string, symbol: string): boolean {
  if (text.trim() === symbol) return true;
  const literal = symbol.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
  const quoted = `["'‘’“”\`(]${literal}["'‘’“”\`)]`;
  const named = `(?:operator|sign|symbol)\\s+${literal}(?=\\s|[.,;:?]|$)|(?:^|\\s)${literal}\\s+(?:operator|sign|symbol)`;
  return new RegExp(`${quoted}|${named}`, 'iu').test(text);
}
