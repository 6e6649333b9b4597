import { allStopWords } from '../../text/language.ts';
import { isFunctionWord } from '../../text/words.ts';
import { formOf } from './word-forms.ts';

export interface Word {
  form: string;
  start: number;
  end: number;
  /** Carries meaning. */
  isContent: boolean;
}

export interface Clause {
  start: number;
  end: number;
  /** Which sentence it is part of. */
  sentence: number;
  words: Word[];
  /** Denies what it says. */
  negated: boolean;
}

export interface ReadText {
  text: string;
  clauses: Clause[];
}

const stops = allStopWords();

/** Scripts without spaces go by pairs of characters. */
const wordPattern =
  /(?=([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}))[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}]+)*/gu;

/** The end of a sentence: group 1. Of a clause: group 2. */
const border =
  /([.!?]+["”')\]]*(?=\s|$)|[。！？]+|\n+)|([,;:؛،，；：、()–—]|\s-\s|\s(?=(?:but|because|since|while|whereas|although|though|which|who|whose|when|if|so that|and|or|aber|weil|während|wenn|und|oder|mais|parce|et|ou|pero|porque|y|ma|perché|e|но|потому|и)\s))/giu;

const negation =
  /\b(?:not(?! only)|no(?! (?:longer than|more than|matter))|never|none|neither|nothing|nobody|cannot|without|hardly|rarely|seldom|scarcely|barely|far from|lacks?|absence|absent|nicht|kein\p{L}*|nie(?:mals)?|ohne|pas|jamais|aucun\p{L}*|sans|nunca|sin|não|sem|senza|non|nigdy|bez|değil|yok)(?!\p{L})|n['’]t(?!\p{L})|(?<!\p{L})(?:не|нет|без|никогда|لا|ليس|بدون)(?!\p{L})|[不没無无]|ない|ません/giu;

function isNegated(text: string): boolean {
  return (text.match(negation)?.length ?? 0) % 2 === 1;
}

export function readWords(text: string, from = 0): Word[] {
  return [...text.matchAll(wordPattern)].map(({ 0: single, 1: pair, index }) => {
    const raw = pair ?? single;
    const lower = raw.toLowerCase();
    const isContent = !isFunctionWord(lower) && !stops.has(lower) && (raw.length > 1 || /\d/u.test(raw));
    return { form: formOf(lower), start: from + index, end: from + index + raw.length, isContent };
  });
}

/** Cuts a text into clauses, each with its words and where it stands. */
export function readText(text: string): ReadText {
  const clauses: Clause[] = [];
  let sentence = 0;
  const add = (from: number, to: number) => {
    const piece = text.slice(from, to);
    const trimmed = piece.trim();
    if (trimmed === '') return;
    const start = from + piece.indexOf(trimmed);
    const words = readWords(trimmed, start);
    if (words.length > 0) clauses.push({ start, end: start + trimmed.length, sentence, words, negated: isNegated(trimmed) });
  };
  let start = 0;
  for (const found of text.matchAll(border)) {
    add(start, found.index);
    start = found.index + found[0].length;
    if (found[1] !== undefined) sentence += 1;
  }
  add(start, text.length);
  return { text, clauses };
}
