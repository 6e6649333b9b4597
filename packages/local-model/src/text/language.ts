import { franc } from 'franc-min';
// @ts-expect-error The library has no types; its lists are checked below.
import * as stopword from 'stopword';
import { z } from 'zod';
import { wordsOf } from './words.ts';

const List = z.array(z.string());
const library = z
  .object({
    ara: List,
    dan: List,
    deu: List,
    eng: List,
    fin: List,
    fra: List,
    ita: List,
    nld: List,
    pol: List,
    por: List,
    rus: List,
    spa: List,
    swe: List,
    tur: List,
    ukr: List,
    zho: List,
  })
  .parse(stopword);

/** The library's lists, which it keeps by ISO 639-3, by BCP 47. */
const lists: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(library).map(([code, list]) => [
    Intl.getCanonicalLocales(code)[0] ?? code,
    new Set(list.map((word) => word.toLowerCase())),
  ]),
);

/** Words of a language that carry no meaning alone; empty for languages without a list. */
export function stopWords(language: string): ReadonlySet<string> {
  return lists[language.split('-', 1)[0] ?? language] ?? new Set();
}

/** All lists together, for texts whose language nobody asked for. */
export function allStopWords(): ReadonlySet<string> {
  return new Set(Object.values(lists).flatMap((list) => [...list]));
}

/** Below this many characters a guess by letter statistics is too often wrong. */
const leastChars = 60;

function shareOfStopWords(words: readonly string[], language: string): number {
  const list = stopWords(language);
  return words.filter((word) => list.has(word)).length / Math.max(words.length, 1);
}

/**
 * The language of a text as a two-letter code where there is one, `fallback` where the text is too short to tell.
 * Function words decide; letter statistics only where no list fits, since they take short English for French.
 */
export function detectLanguage(text: string, fallback: string): string {
  const prose = text.replaceAll(/[^\p{L}\s'’.,]/gu, ' ');
  const words = wordsOf(prose);
  const ranked = Object.keys(lists)
    .map((language) => ({ language, share: shareOfStopWords(words, language) }))
    .sort((a, b) => b.share - a.share);
  const [first, second] = ranked;
  if (first && second && words.length >= 8 && first.share > 0.25 && first.share > second.share * 1.15) return first.language;
  const guess = Intl.getCanonicalLocales(franc(prose, { minLength: leastChars }))[0] ?? 'und';
  if (guess === 'und') return fallback;
  const latin = (prose.match(/\p{Script=Latin}/gu)?.length ?? 0) > prose.length / 3;
  return !latin || (lists[guess] === undefined && prose.length > 300 && (first?.share ?? 0) < 0.12) ? guess : fallback;
}
