import { stopWords } from '../../text/language.ts';
import type { Material } from '../write-questions/material.ts';
import { isVariable, keynessOf, type Term, weightOf } from '../write-questions/terms.ts';

const mostTerms = 8;
/** Terms that are only mentioned now and then are not what a section teaches. */
const leastKeyness = 0.25;

/** How a learner would write it: `len()`, `while loop`; in the plural where the text knows no other form. */
function nameOf(term: Term): string {
  const onlyPlural = term.shape === 'common' && term.plurals === term.count;
  return onlyPlural ? term.plural : term.singular;
}

/** The section's terms, those first that it introduces; none that is part of a longer one before it. */
export function keyTerms(material: Material): string[] {
  const ranked = material.terms
    .all()
    .filter((term) => keynessOf(term) >= leastKeyness && !isVariable(term))
    .sort((a, b) => keynessOf(b) - keynessOf(a) || weightOf(b) - weightOf(a));
  const chosen: Term[] = [];
  for (const term of ranked) {
    if (!chosen.some(({ key }) => ` ${key} `.includes(` ${term.key} `))) chosen.push(term);
    if (chosen.length === mostTerms) break;
  }
  return [...new Set(chosen.map(nameOf))];
}

const leastLetters = 5;

/** For languages without grammar here: the long words that come most often, at least twice. */
export function frequentWords(text: string, language: string): string[] {
  const stop = stopWords(language);
  const counts = new Map<string, number>();
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    const ideographic = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u.test(segment);
    const isLong = segment.length >= (ideographic ? 2 : leastLetters) && /^[\p{L}\p{M}-]+$/u.test(segment);
    if (isWordLike && isLong && !stop.has(segment.toLowerCase())) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostTerms)
    .map(([word]) => word);
}
