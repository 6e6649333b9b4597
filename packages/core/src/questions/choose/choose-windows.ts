import { areasByPlace, areasByTopic, type Area } from './areas.ts';
import type { Candidate } from './candidate.ts';
import type { Passage } from './find-passages.ts';
import { placeTerms } from './place-terms.ts';
import type { SectionTerms } from './read-outline-terms.ts';
import { createReader } from './read-sentences.ts';
import { isInformative, scorePassages } from './score-passages.ts';
import { DiverseSelection } from './select-diverse.ts';
import { rateByTopic, type Topic } from './topics.ts';
import { inSpreadOrder, makeWindows, passagesPerCall, passageTokensPerCall, shiftWindows } from './windows.ts';

/** Passages, of up to 320 tokens, do not divide into windows without a rest. */
const usableTokens = 0.88;

interface Choice {
  /** In reading order. */
  passages: readonly Passage[];
  topics: readonly Topic[];
  /** What the outline says that the sections teach. */
  outline: readonly SectionTerms[];
  /** Calls of the first round. */
  calls: number;
}

/**
 * The passages to ask about, in windows of one call each, in the order of their use. The first `calls` windows hold all
 * passages that say something, if these are few enough; else the best of them, of every topic or of every part of every
 * document, and as different as possible. Then come windows for later rounds: of what is left, then the same passages in other
 * company.
 */
export function chooseWindows({ passages, topics, outline, calls }: Choice): Candidate[][] {
  const read = createReader();
  const scores = scorePassages(
    passages,
    outline.flatMap(({ terms }) => terms),
    read,
  );
  const all = passages.map((passage, at): Candidate => ({ ...passage, score: scores[at] ?? 0, terms: [] }));
  const ratings = topics.map((topic) => rateByTopic(topic, passages).map((rate, at) => ({ rate, score: scores[at] ?? 0 })));
  const rates = ratings.map(informativeOnly);
  const isAbout = all.map((_, at) => rates.some((rating) => (rating[at] ?? 0) > 0));
  if (!isAbout.includes(true)) return windowsOf(withTerms(worthAsking(all), outline, read), calls, areasByPlace);
  const places = new Map(all.map(({ id }, at) => [id, at]));
  return windowsOf(
    withTerms(
      all.filter((_, at) => isAbout[at]),
      outline,
      read,
    ),
    calls,
    (candidates, slots) =>
      areasByTopic(
        candidates,
        rates.map((rating) => candidates.map(({ id }) => rating[places.get(id) ?? -1] ?? 0)),
        slots,
      ),
  );
}

/** Each term of the outline with one of the passages. */
function withTerms(candidates: readonly Candidate[], outline: readonly SectionTerms[], read: ReturnType<typeof createReader>): Candidate[] {
  const placed = placeTerms(candidates, outline, read);
  return candidates.map((candidate) => ({ ...candidate, terms: placed.get(candidate.id) ?? [] }));
}

/** Without exercises and lists of contents, as long as there is anything else. */
function worthAsking(candidates: readonly Candidate[]): readonly Candidate[] {
  const informative = candidates.filter(({ score }) => isInformative(score));
  return candidates.length <= passagesPerCall.min || informative.length === 0 ? candidates : informative;
}

/** The same for one topic. */
function informativeOnly(rating: readonly { rate: number; score: number }[]): number[] {
  const isAny = rating.some(({ rate, score }) => rate > 0 && isInformative(score));
  return rating.map(({ rate, score }) => (isAny && !isInformative(score) ? 0 : rate));
}

function windowsOf(
  candidates: readonly Candidate[],
  calls: number,
  areasOf: (candidates: readonly Candidate[], slots: number) => Area[],
): Candidate[][] {
  const selection = new DiverseSelection(candidates);
  const first = makeWindows(selection.take(areasOf(candidates, countSlots(candidates, calls))), calls);
  const left = selection.left;
  const callsForRest = Math.min(calls, Math.ceil(left.length / passagesPerCall.usual));
  const rest = makeWindows(selection.take(areasOf(left, callsForRest * passagesPerCall.usual)), callsForRest);
  return [...first, ...inSpreadOrder(rest), ...inSpreadOrder(shiftWindows(first))];
}

function countSlots(candidates: readonly Candidate[], calls: number): number {
  const tokens = candidates.reduce((sum, passage) => sum + passage.tokens, 0);
  const fit = candidates.length <= calls * passagesPerCall.most && tokens <= calls * passageTokensPerCall * usableTokens;
  return fit ? candidates.length : calls * passagesPerCall.usual;
}
