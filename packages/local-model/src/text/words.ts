import pluralize from 'pluralize';
import { stemmer } from 'stemmer';

/** Endings that look like a plural and are none: analysis, virus, class, physics. */
const falsePlural = /(?:is|us|ss|ics|news|series|species)$/u;

export function singular(word: string): string {
  return falsePlural.test(word) ? word : pluralize.singular(word);
}

export function plural(word: string): string {
  return pluralize.plural(word);
}

export function looksPlural(word: string): boolean {
  return !falsePlural.test(word) && singular(word) !== word;
}

/** Stemming is pure and slow beside a look-up, and texts repeat their words. */
const stems = new Map<string, string>();

/** The Porter stem of a lower-case word. Words of other scripts come back unchanged. */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const made = /^[a-z]+$/u.test(word) ? stemmer(word) : word;
  if (stems.size > 50_000) stems.clear();
  stems.set(word, made);
  return made;
}

const wordPattern = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}]+)*/gu;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(wordPattern) ?? [];
}

const functionWords = new Set(
  (
    'a an the and or but nor so yet if then than that this these those which who whom whose what when where why how is are was were be been being am do does did ' +
    'have has had having will would shall should can could may might must not no of in on at to from by for with about as into onto over under between through ' +
    'during before after above below up down out off again further also it its they them their he she his her him we us our you your i my me there here all any ' +
    'both each few more most other some such only own same too very just because while until although though since one ones called known however'
  ).split(' '),
);

export function isFunctionWord(word: string): boolean {
  return functionWords.has(word);
}

/** The stems of the words that carry meaning. */
export function contentStems(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of wordsOf(text)) {
    if (!functionWords.has(word) && (word.length > 1 || /\d/u.test(word))) found.add(stem(word));
  }
  return found;
}

/** How much of `part` is in `whole`, 0 to 1; 0 for an empty part. */
export function coverage(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  if (part.size === 0) return 0;
  let shared = 0;
  for (const item of part) if (whole.has(item)) shared += 1;
  return shared / part.size;
}

export function capitalise(text: string): string {
  return /^\p{Ll}/u.test(text) && !/^\w+(?:\.\w+)*\(|^\w+_/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

const vowelSound = /^(?:[aeiou]|hour|honest|honou?r|heir|[FHLMNRSX](?![a-z]))/u;
const consonantSound = /^(?:uni|use|usu|util|eu|one\b|once\b|ub?iq|U(?![a-z]))/u;

/** `a` or `an`, by sound. */
export function indefiniteArticle(next: string): 'a' | 'an' {
  if (consonantSound.test(next) || (consonantSound.test(next.toLowerCase()) && !/^[A-Z]{2}/u.test(next))) return 'a';
  return vowelSound.test(next) || /^[AEIOU]/u.test(next) ? 'an' : 'a';
}
