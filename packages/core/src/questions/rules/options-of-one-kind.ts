import { wordsOf } from '../fingerprint.ts';
import { hasOwnOptions, type Rule } from './item.ts';

/** A number with a sign, unit or percent: "-3.5", "1,000 km", "20 %", "€ 5". */
const number = /^[^\p{L}\d]{0,3}\d[\d.,\s/:×x^-]*(?:[^\p{L}\d\s]|\s*[\p{L}°%µ/]{1,6}\d?)?$/u;
/** May stand beside numbers: no result, or a number in words. */
const besideNumbers =
  /error|exception|none|null|nothing|nan|undefined|infinit|true|false|always|never|zero|nil|kein|fehler|unendlich|aucun|erreur|infini|ning|nessun|nenhum|\d/iu;
const sign = /[=(){}[\]<>"'`+*/\\|&;]/u;
/** Terms and sentences; what lies between goes with either. */
const words = { term: 2, sentence: 7 } as const;

/** Dates beside names, sentences beside single words: the odd ones are seen to be wrong, or right, without reading the question. */
export const hasOptionsOfMixedKind: Rule = (item) =>
  hasOwnOptions(item) && (mixesNumbers(item.options.map(textOf)) || mixesSentences(item.options.map(textOf)))
    ? 'options_of_mixed_kind'
    : undefined;

function textOf({ text }: { text: string }): string {
  return text.trim();
}

function mixesNumbers(texts: readonly string[]): boolean {
  const others = texts.filter((text) => !number.test(text));
  if (others.length === 0 || others.length === texts.length) return false;
  return !others.some((text) => besideNumbers.test(text) || sign.test(text));
}

function mixesSentences(texts: readonly string[]): boolean {
  if (texts.some((text) => sign.test(text))) return false;
  const lengths = texts.map((text) => wordsOf(text).length);
  const terms = lengths.filter((length) => length <= words.term).length;
  const sentences = lengths.filter((length) => length >= words.sentence).length;
  return terms > 0 && sentences > 0 && terms + sentences === texts.length;
}
