import type { Clause, ReadText } from './answer-text.ts';
import { opposes } from './opposites.ts';
import type { Wanted, WantedTerm } from './wanted.ts';
import { isNearlySame } from './word-forms.ts';

export interface Match {
  /** How much of what is wanted is said, 0 to 1. */
  share: number;
  /** Word for word. */
  span: string;
  /** Says it the other way round: denied, or with the opposite word. */
  opposed: boolean;
  /** Words in a row rather than a statement. */
  isList: boolean;
  sentences: number;
}

const mostClauses = 8;
const mostSentences = 3;

interface Found {
  clause: Clause;
  hits: ReadonlySet<string>;
}

/** The wanted terms that each clause has; clauses without any are left out. */
function findHits({ clauses }: ReadText, { terms }: Wanted): Found[] {
  const wanted = [...terms.keys()];
  const known = new Map<string, string | undefined>();
  const hitOf = (form: string) => {
    if (terms.has(form)) return form;
    if (!known.has(form)) known.set(form, form.length < 5 ? undefined : wanted.find((term) => isNearlySame(term, form)));
    return known.get(form);
  };
  return clauses.flatMap((clause) => {
    const hits = new Set(clause.words.flatMap(({ form }) => hitOf(form) ?? []));
    return hits.size > 0 ? [{ clause, hits }] : [];
  });
}

function sum(terms: ReadonlyMap<string, WantedTerm>, forms: Iterable<string>): number {
  let total = 0;
  for (const form of forms) total += terms.get(form)?.weight ?? 0;
  return total;
}

/** Whether most of what is said is denied where it should not be, or the other way round. */
function isDenied(run: readonly Found[], { terms }: Wanted): boolean {
  let [denied, all] = [0, 0];
  for (const { clause, hits } of run)
    for (const hit of hits) {
      const { weight, negated } = terms.get(hit) ?? { weight: 0, negated: undefined };
      all += weight;
      if (negated !== undefined && negated !== clause.negated) denied += weight;
    }
  return denied >= all * 0.5;
}

/** Hardly a word between the words that carry meaning. */
function isList(clauses: readonly Clause[]): boolean {
  const words = clauses.flatMap((clause) => clause.words);
  if (words.length < 4) return false;
  const light = words.filter(({ isContent }) => !isContent).length;
  return (light / words.length < 0.12 && clauses.length > words.length / 4) || (light === 0 && words.length >= 7);
}

/** The shortest run of clauses that says most of what is wanted; undefined where nothing does. */
export function findMatch(answer: ReadText, wanted: Wanted): Match | undefined {
  const found = findHits(answer, wanted);
  const all = sum(wanted.terms, wanted.terms.keys());
  let best: (Omit<Match, 'isList'> & { fit: number; from: number; to: number }) | undefined;
  for (const [from, first] of found.entries()) {
    if (best && best.share === 1 && !best.opposed) break;
    const said = new Set<string>();
    for (const [past, last] of found.slice(from, from + mostClauses).entries()) {
      if (last.clause.sentence - first.clause.sentence >= mostSentences) break;
      const before = said.size;
      for (const hit of last.hits) said.add(hit);
      if (said.size === before) continue;
      const share = all === 0 ? 0 : sum(wanted.terms, said) / all;
      if (best && share <= best.fit) continue;
      const run = found.slice(from, from + past + 1);
      const clauses = run.map(({ clause }) => clause);
      const opposed =
        isDenied(run, wanted) ||
        opposes(
          clauses.flatMap(({ words }) => words),
          wanted,
        );
      const sentences = last.clause.sentence - first.clause.sentence + 1;
      const fit = share - (opposed ? 0.35 : 0) - (sentences - 1) * 0.05 - (last.clause.end - first.clause.start) / 10_000;
      if (best && fit <= best.fit) continue;
      const span = answer.text.slice(first.clause.start, last.clause.end);
      best = { share, opposed, sentences, fit, span, from: first.clause.sentence, to: last.clause.sentence };
    }
  }
  if (!best) return undefined;
  const { from, to } = best;
  return { ...best, isList: isList(answer.clauses.filter(({ sentence }) => sentence >= from && sentence <= to)) };
}
