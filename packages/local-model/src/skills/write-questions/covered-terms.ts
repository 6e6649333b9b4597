import { singular } from '../../text/words.ts';
import type { Candidate } from './item.ts';
import type { Material } from './material.ts';
import { keynessOf, type Term } from './terms.ts';

/** A term that a question names or has as its key. */
export interface CoveredTerm {
  key: string;
  /** 0 to 1: how surely it is one to be learnt. */
  keyness: number;
}

/** Given terms count for so much more than the passages alone say, and for at least so much; others for less. */
const given = { least: 0.6, more: 0.4, others: 0.7 } as const;

/** As terms are keyed: lower case, the last word in the singular. */
function keyOf(name: string): string {
  const words = name.trim().toLowerCase().split(/\s+/u);
  const last = words.pop() ?? '';
  return [...words, /^[\p{L}-]+$/u.test(last) ? singular(last) : last].join(' ');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}

/** `name` as a whole word, its last word in either number. */
function asWord(name: string): RegExp {
  const [before, after] = [
    /^[\p{L}\p{N}]/u.test(name) ? '(?<![\\p{L}\\p{N}])' : '(?<!\\S)',
    /[\p{L}\p{N}]$/u.test(name) ? "(?:'s|e?s)?(?![\\p{L}\\p{N}])" : '(?![^\\s.,;:)])',
  ];
  return new RegExp(`${before}${escaped(name)}${after}`, 'iu');
}

/**
 * The terms that can be read in a question's stem or key: those of its sentence, but for the one that a false statement
 * exchanges. `keyTerms` are given from outside and outweigh what the passages themselves seem to teach.
 */
export function createCoverage(material: Material, keyTerms: readonly string[]): (candidate: Candidate) => readonly CoveredTerm[] {
  const wanted = new Set(keyTerms.map(keyOf).filter((key) => key !== ''));
  const known = new Set(material.terms.all().map(({ key }) => key));
  const unknown = [...wanted].filter((key) => !known.has(key)).map((key) => ({ key, pattern: asWord(key) }));
  const weigh = (term: Term) => {
    const keyness = keynessOf(term);
    if (wanted.size === 0) return keyness;
    return wanted.has(term.key) ? Math.min(1, Math.max(given.least, keyness + given.more)) : keyness * given.others;
  };
  const read = new Map<Candidate, CoveredTerm[]>();
  return (candidate) => {
    const before = read.get(candidate);
    if (before) return before;
    const mentioned = material.terms.mentions(candidate.sentence).map(({ term }) => ({ key: term.key, keyness: weigh(term) }));
    const inText = unknown.filter(({ pattern }) => pattern.test(candidate.sentence.text)).map(({ key }) => ({ key, keyness: given.least }));
    const found = [...mentioned, ...inText].filter(({ key }) => candidate.truth !== false || key !== candidate.concept);
    read.set(candidate, found);
    return found;
  };
}
