import { contentStems, coverage } from '../../text/words.ts';
import type { Candidate, Draft, ItemType } from './item.ts';
import { chance } from './random.ts';
import type { WriteRequest } from './request.ts';

interface Chosen {
  candidate: Candidate;
  draft: Draft;
}

/** Below this a question is not worth asking; fewer items are better than poor ones. */
const leastQuality = 0.25;
/** How far chance may move a candidate: enough that another salt asks other questions, not so far that poor ones win. */
const jitter = 0.2;

/** More than any number of key terms can weigh: topics were asked for. */
const onTopicFactor = 100;

/** Each choice weighs all that is left: so many are enough to choose from, and done in milliseconds. */
const mostWeighed = 400;

/** A question is worth the more, up to a limit, the more key terms come in it that no other question has. */
const worth = { least: 0.1, perKeyTerm: 1.1, most: 2.6, hidden: 0.45 } as const;

/** A term that a question names or has as its key. */
export interface CoveredTerm {
  key: string;
  /** 0 to 1: how surely it is one to be learnt. */
  keyness: number;
}

class Selection {
  private readonly chosen: Chosen[] = [];
  private readonly avoid: ReadonlySet<string>[];
  private readonly topics: ReadonlySet<string>[];
  private readonly seed: string;
  private readonly coveredBy: (candidate: Candidate) => readonly CoveredTerm[];
  private readonly covered = new Set<string>();
  /** The same in one string, to be searched. */
  private coveredPhrases = '';

  constructor(request: WriteRequest, seed: string, coveredBy: (candidate: Candidate) => readonly CoveredTerm[]) {
    this.coveredBy = coveredBy;
    this.seed = seed;
    this.avoid = request.avoid.map((stem) => contentStems(stem));
    this.topics = request.topics.map((topic) => contentStems(topic)).filter((stems) => stems.size > 0);
  }

  /** Looks up which terms the stems to avoid cover: those they name, and those of the sentences they were made of. */
  noteAsked(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) {
      const isSource = this.avoid.some((stem) => stem.size >= 4 && coverage(stem, candidate.sentence.stems) > 0.8);
      for (const { key } of this.coveredBy(candidate)) {
        if (this.covered.has(key)) continue;
        const own = contentStems(key);
        if (isSource || this.avoid.some((stem) => coverage(own, stem) === 1)) this.covered.add(key);
      }
    }
    this.joinCovered();
  }

  /** Takes up to `count` candidates, best first, each time weighing what was already taken. */
  take(candidates: readonly Candidate[], count: number, signal: AbortSignal): void {
    const open = candidates
      .filter((candidate) => candidate.quality >= leastQuality)
      .map((candidate) => ({ candidate, base: this.baseScore(candidate) }))
      .sort((a, b) => b.base - a.base)
      .slice(0, mostWeighed);
    const weak: Chosen[] = [];
    let taken = 0;
    while (taken < count && open.length > 0) {
      signal.throwIfAborted();
      const best = open.reduce((one, other) => (this.score(other) > this.score(one) ? other : one));
      open.splice(open.indexOf(best), 1);
      if (this.isTaken(best.candidate)) continue;
      const draft = best.candidate.build();
      if (!draft || this.wasAsked(draft, best.candidate)) continue;
      if (draft.weak === true) {
        weak.push({ candidate: best.candidate, draft });
        continue;
      }
      this.choose({ candidate: best.candidate, draft });
      taken += 1;
    }
    for (const one of weak) {
      if (taken === count) return;
      if (this.isTaken(one.candidate)) continue;
      this.choose(one);
      taken += 1;
    }
  }

  result(): Chosen[] {
    return this.chosen;
  }

  private baseScore({ quality, sentence, form, concept }: Candidate): number {
    const onTopic = this.topics.some((topic) => coverage(topic, sentence.stems) >= 0.5 || coverage(topic, contentStems(concept)) > 0);
    return (quality + chance(this.seed, sentence.text, form, concept) * jitter) * (onTopic ? onTopicFactor : 1);
  }

  private score({ candidate, base }: { candidate: Candidate; base: number }): number {
    const samePassage = this.chosen.filter((one) => one.candidate.passage === candidate.passage).length;
    const sameForm = this.chosen.filter((one) => one.candidate.form === candidate.form).length;
    return base * this.worthOf(candidate) * 0.87 ** samePassage * 0.93 ** sameForm;
  }

  private worthOf(candidate: Candidate): number {
    const open = this.coveredBy(candidate).filter(({ key }) => !this.isCovered(key));
    // Squared: one term that matters is worth more than two that may.
    const keyTerms = open.reduce((sum, { keyness }) => sum + keyness ** 2, 0);
    // A false statement uses up a term without naming it.
    const hides = candidate.truth === false && !this.isCovered(candidate.concept) ? worth.hidden : 1;
    return Math.min(worth.most, worth.least + worth.perKeyTerm * keyTerms) * hides;
  }

  /** Who asks about the modulo operator need not ask about modulo. */
  private isCovered(key: string): boolean {
    return this.covered.has(key) || this.coveredPhrases.includes(` ${key} `);
  }

  private joinCovered(): void {
    this.coveredPhrases = ` ${[...this.covered].join(' | ')} `;
  }

  private cover(candidate: Candidate): void {
    for (const { key } of this.coveredBy(candidate)) this.covered.add(key);
    this.joinCovered();
  }

  private choose(one: Chosen): void {
    this.chosen.push(one);
    this.cover(one.candidate);
  }

  /** One question per sentence and per concept: two of them would answer each other. */
  private isTaken({ sentence, concept }: Candidate): boolean {
    return this.chosen.some(
      (one) =>
        one.candidate.concept === concept ||
        one.candidate.sentence === sentence ||
        coverage(sentence.stems, one.candidate.sentence.stems) > 0.75,
    );
  }

  private wasAsked(draft: Draft, { sentence }: Candidate): boolean {
    const stems = contentStems(draft.stem);
    return this.avoid.some((asked) => coverage(asked, stems) > 0.7 || (asked.size >= 4 && coverage(asked, sentence.stems) > 0.8));
  }
}

function quotaOf(want: WriteRequest['want'], type: ItemType): number {
  return want.filter((one) => one.type === type).reduce((sum, one) => sum + one.count, 0);
}

/** The types that few sentences yield choose first. */
const byScarcity = ['coding', 'multiple_choice', 'short_answer', 'cloze', 'single_choice'] as const satisfies readonly ItemType[];

interface Choosing {
  /** The same list for the same candidate each time. */
  coveredBy: (candidate: Candidate) => readonly CoveredTerm[];
  signal: AbortSignal;
}

/**
 * Chooses the best questions of the wanted types: those first that cover key terms which nobody asked about,
 * spread over passages, concepts and wordings.
 */
export function selectItems(candidates: readonly Candidate[], request: WriteRequest, { coveredBy, signal }: Choosing): Chosen[] {
  const seed = request.salt;
  const selection = new Selection(request, seed, coveredBy);
  selection.noteAsked(candidates);
  for (const wanted of byScarcity) {
    const ofType = candidates.filter(({ type }) => type === wanted);
    selection.take(ofType, quotaOf(request.want, wanted), signal);
  }
  const statements = quotaOf(request.want, 'true_false');
  const roundUp = chance(seed, 'true or false') < 0.5 ? 1 : 0;
  const falseOnes = Math.floor((statements + roundUp) / 2);
  selection.take(
    candidates.filter(({ truth }) => truth === false),
    falseOnes,
    signal,
  );
  selection.take(
    candidates.filter(({ truth }) => truth === true),
    statements - falseOnes,
    signal,
  );
  return selection.result().slice(0, request.count);
}
