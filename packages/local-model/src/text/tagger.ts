import winkNLP, { type PartOfSpeech } from 'wink-nlp';
import model from 'wink-eng-lite-web-model';
import { looksPlural, singular } from './words.ts';

/** One word, number or mark of a sentence; names from code (`len()`) and hyphenated words are one token. */
export interface Token {
  text: string;
  lower: string;
  lemma: string;
  pos: PartOfSpeech;
  /** Character offsets within the sentence. */
  start: number;
  end: number;
  /** A name from program code. */
  code: boolean;
}

export interface Tagger {
  /** Whether the model's lexicon has the lower-case word. */
  isCommonWord(word: string): boolean;
  tag(sentence: string): Token[];
}

/** A column of token properties; the library's types know too few of its own. */
type Column = (its: unknown) => unknown[];

const codeName = /[A-Za-z_]\w*(?:\.\w+)*(?:\(\)|\[\])|[A-Za-z]\w*_\w+|[A-Za-z]\w*\.\w*[a-z]\w*(?=[\s,;:)]|$)/gu;
const hyphenated = /\p{L}[\p{L}\p{N}]*(?:[-‐‑]\p{L}[\p{L}\p{N}]*)+/gu;
const symbolRun = /[=+*/<>%!&|^~-]{2,}/gu;

function spansToJoin(sentence: string): { start: number; end: number; code: boolean }[] {
  const found: { start: number; end: number; code: boolean }[] = [];
  for (const [pattern, code] of [
    [codeName, true],
    [hyphenated, false],
    [symbolRun, false],
  ] as const) {
    for (const match of sentence.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length, code };
      if (!found.some((other) => other.start < span.end && span.start < other.end)) found.push(span);
    }
  }
  return found;
}

function joinTokens(tokens: readonly Token[], sentence: string): Token[] {
  const spans = spansToJoin(sentence);
  if (spans.length === 0) return [...tokens];
  const joined: Token[] = [];
  for (const token of tokens) {
    const span = spans.find(({ start, end }) => start <= token.start && token.end <= end);
    const last = joined.at(-1);
    if (span && last && last.start === span.start && last.end <= token.start) {
      const text = sentence.slice(span.start, token.end);
      const pos = span.code ? 'NOUN' : token.pos;
      joined[joined.length - 1] = {
        ...last,
        text,
        lower: text.toLowerCase(),
        lemma: text.toLowerCase(),
        pos,
        end: token.end,
        code: span.code,
      };
    } else joined.push(token);
  }
  return joined;
}

const nominal = new Set<PartOfSpeech>(['NOUN', 'PROPN']);

/** A hyphenated word is an adjective before a noun, a noun elsewhere; the parts' own tags say little. */
function retagHyphenated(token: Token, next: Token | undefined): Token {
  if (token.code || !/^\p{L}.*-\p{L}/u.test(token.text)) return token;
  return { ...token, pos: next && nominal.has(next.pos) ? 'ADJ' : /ed$|ing$/u.test(token.lower) ? 'ADJ' : 'NOUN' };
}

const endsLikeVerb = /[^s]s$/u;

/** The tagger takes many a verb in -s after a noun for a plural; what follows gives it away. */
function retagVerbAfterNoun(token: Token, previous: Token | undefined, next: Token | undefined): Token {
  const mayBegin = previous !== undefined && (nominal.has(previous.pos) || previous.text === ',');
  if (token.pos !== 'NOUN' || !endsLikeVerb.test(token.lower) || !mayBegin || !next) return token;
  const opensNoun = next.pos === 'DET' || (next.pos === 'PRON' && /^(its|their|his|her)$/u.test(next.lower));
  return opensNoun && !/^(?:that|which|who|all|both|each)$/u.test(next.lower)
    ? { ...token, pos: 'VERB', lemma: verbLemma(token.lower) }
    : token;
}

/** `releases` -> `release`, `carries` -> `carry`, `passes` -> `pass`. */
export function verbLemma(thirdPerson: string): string {
  if (/[^aeiou]ies$/u.test(thirdPerson)) return `${thirdPerson.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz)es$/u.test(thirdPerson)) return thirdPerson.slice(0, -2);
  return thirdPerson.replace(/s$/u, '');
}

/** `A variable refers to`, `the else clause`: where an article has opened a phrase, something in it must be a noun. */
function retagMissingNoun(token: Token, previous: Token | undefined, next: Token | undefined): Token {
  const opened = previous !== undefined && /^(?:an?|the)$/u.test(previous.lower);
  const closed = next === undefined || ['AUX', 'VERB', 'ADP', 'PUNCT', 'CCONJ', 'SCONJ'].includes(next.pos);
  const mayName =
    (token.pos === 'ADJ' || token.pos === 'VERB') && !/^(?:same|other|following|latter|former|first|second|last)$/u.test(token.lower);
  if (mayName && opened && closed && next?.text !== ',' && next?.lower !== 'and') return { ...token, pos: 'NOUN' };
  return /^(?:else|elif)$/u.test(token.lower) && (next?.pos === 'NOUN' || previous?.pos === 'NOUN') ? { ...token, pos: 'NOUN' } : token;
}

/** `Operator overloading refers to`, `a string literal is`: what ends the phrase before a verb is a noun. */
function retagHeadNoun(token: Token, tokens: readonly Token[], index: number): Token {
  const [previous, next] = [tokens[index - 1], tokens[index + 1]];
  const gerund = token.pos === 'VERB' && token.lower.endsWith('ing');
  const adjective = token.pos === 'ADJ' && token.lower.endsWith('al') && next?.text !== ',';
  if (!(gerund || adjective) || !previous || !nominal.has(previous.pos) || !next) return token;
  const verbFollows = next.pos === 'AUX' || next.text === '(' || (next.pos === 'VERB' && endsLikeVerb.test(next.lower));
  const opens = () => tokens.slice(0, index).every(({ pos }) => nominal.has(pos) || pos === 'ADJ' || pos === 'DET');
  return verbFollows && (adjective || opens()) ? { ...token, pos: 'NOUN' } : token;
}

function mend(tokens: readonly Token[]): Token[] {
  const mended = [...tokens];
  for (const [index, token] of mended.entries()) {
    const [previous, next] = [mended[index - 1], mended[index + 1]];
    const known = retagMissingNoun(retagVerbAfterNoun(retagHyphenated(token, next), previous, next), previous, next);
    mended[index] = retagHeadNoun(known, mended, index);
  }
  return mended;
}

const initialWord = /^\p{Lu}\p{Ll}+(?=[\s,])(?! \p{Lu}\p{Ll})/u;

/** Loads the English language model (about 130 ms, once) and returns a part-of-speech tagger for single sentences. */
export function createTagger(): Tagger {
  const nlp = winkNLP(model, ['pos']);
  const { its } = nlp;
  const column = (text: string, property: unknown) => (nlp.readDoc(text).tokens().out as Column)(property);
  // Words of the model's lexicon have lower ids than any word it sees for the first time.
  const firstUnknown = Number(column('qqxzzy', its.uniqueId)[0]);
  const isCommonWord = (word: string) => Number(column(word, its.uniqueId)[0]) < firstUnknown;

  /** At the start of a sentence every word is taken for a name; ordinary words are tagged as elsewhere. `Pandas is` stays one. */
  const withoutCapital = (sentence: string): string => {
    const word = initialWord.exec(sentence)?.[0].toLowerCase();
    if (word !== undefined && looksPlural(word) && /^\S+ (?:is|was|has|does)\b/u.test(sentence)) return sentence;
    return word !== undefined && (isCommonWord(word) || isCommonWord(singular(word)))
      ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
      : sentence;
  };

  return {
    isCommonWord,
    tag(sentence) {
      const out = nlp.readDoc(withoutCapital(sentence)).tokens().out as Column;
      const [values, tags, lemmas, spaces] = [out(its.value), out(its.pos), out(its.lemma), out(its.precedingSpaces)];
      let position = 0;
      const plain = values.map((value, index): Token => {
        const start = position + String(spaces[index] ?? '').length;
        position = start + String(value).length;
        const text = sentence.slice(start, position);
        return {
          text,
          lower: text.toLowerCase(),
          lemma: String(lemmas[index]),
          pos: tags[index] as PartOfSpeech,
          start,
          end: position,
          code: false,
        };
      });
      return mend(joinTokens(plain, sentence));
    },
  };
}
