import { contentStems, coverage } from '../../text/words.ts';
import { bloomFor, difficultyGap, widestGap } from './asked.ts';
import type { CoveredTerm } from './covered-terms.ts';
import type { Candidate, Draft, ItemType } from './item.ts';
import { chance } from './random.ts';
import type { WriteRequest } from './request.ts';
import { createWish } from './wish.ts';

interface Chosen {
  candidate: Candidate;
  draft: Draft;
}

/** Below this a question is not worth asking; fewer items are better than poor ones. */
const leastQuality = 0.25;
/** How far chance may move a candidate: enough that another salt asks other questions, not so far that poor ones win. */
const jitter = 0.12;

/** Each choice weighs all that is left: so many are enough to choose from, and done in milliseconds. */
const mostWeighed = 400;

/** A question is worth the more, up to a limit, the more key terms come in it that no other question has. */
const worth = { least: 0.1, perKeyTerm: 1.6, most: 3.5, hidden: 0.1, inPassing: 0.8 } as const;

/** Two questions about one concept, if the text has no others, must at least say different things of it. */
const second = { perConcept: 2, mostAlike: 0.5 } as const;

/** What may be taken: first the best, then what is left when a call would come back short. */
interface Pass {
  gap: number;
  weak: boolean;
  again: boolean;
}

function passesFor(request: WriteRequest): Pass[] {
  const gaps = request.difficulty ? [0, widestGap] : [0];
  return [
    ...gaps.map((gap) => ({ gap, weak: false, again: false })),
    ...gaps.map((gap) => ({ gap, weak: true, again: false })),
    { gap: widestGap, weak: true, again: true },
  ];
}

class Selection {
  private readonly chosen: Chosen[] = [];
  private readonly request: WriteRequest;
  private readonly avoid: ReadonlySet<string>[];
  private readonly wish: (candidate: Candidate) => number;
  private readonly coveredBy: (candidate: Candidate) => readonly CoveredTerm[];
  private readonly drafts = new Map<Candidate, Draft | undefined>();
  private readonly covered = new Set<string>();
  /** The same in one string, to be searched. */
  private coveredPhrases = '';

  constructor(request: WriteRequest, coveredBy: (candidate: Candidate) => readonly CoveredTerm[]) {
    this.request = request;
    this.coveredBy = coveredBy;
    this.avoid = request.avoid.map((stem) => contentStems(stem));
    this.wish = createWish(request);
  }

  /** Looks up which terms the stems to avoid cover: those they name, and those of the sentences they were made of. */
  noteAsked(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) {
      const isSource = this.avoid.some((stem) => stem.size >= 4 && coverage(stem, candidate.sentence.stems) > 0.8);
      for (const { key } of this.coveredBy(candidate)) {
        if (this.covered.has(key)) continue;
        const own = contentStems(key);
        if (isSource || this.avoid.some((stem) => own.size > 0 && coverage(own, stem) === 1)) this.covered.add(key);
      }
    }
    this.joinCovered();
  }

  /** Takes up to `count` candidates, best first, each time weighing what was already taken; how many it took. */
  take(candidates: readonly Candidate[], count: number, signal: AbortSignal): number {
    const open = candidates
      .filter((candidate) => candidate.quality >= leastQuality && !this.chosen.some((one) => one.candidate === candidate))
      .map((candidate) => ({ candidate, base: this.baseScore(candidate) }))
      .sort((a, b) => b.base - a.base)
      .slice(0, mostWeighed);
    let taken = 0;
    for (const pass of passesFor(this.request)) taken += this.takeBy(pass, open, count - taken, signal);
    return taken;
  }

  result(): Chosen[] {
    return this.chosen;
  }

  private takeBy(pass: Pass, candidates: readonly { candidate: Candidate; base: number }[], count: number, signal: AbortSignal): number {
    const open = [...candidates];
    let taken = 0;
    while (taken < count && open.length > 0) {
      signal.throwIfAborted();
      const best = open.reduce((one, other) => (this.score(other) > this.score(one) ? other : one));
      open.splice(open.indexOf(best), 1);
      if (this.isTaken(best.candidate, pass.again)) continue;
      const draft = this.draftOf(best.candidate);
      if (!draft || (draft.weak === true && !pass.weak) || difficultyGap(this.request.difficulty, draft) > pass.gap) continue;
      this.chosen.push({ candidate: best.candidate, draft });
      for (const { key } of this.coveredBy(best.candidate)) this.covered.add(key);
      this.joinCovered();
      taken += 1;
    }
    return taken;
  }

  /** Undefined for what cannot be asked fairly, was asked before, or does not reach the Bloom level that was asked for. */
  private draftOf(candidate: Candidate): Draft | undefined {
    if (this.drafts.has(candidate)) return this.drafts.get(candidate);
    const built = candidate.build();
    const usable = built && !this.wasAsked(built, candidate) && bloomFor(this.request.bloom, candidate, built) !== undefined;
    const draft = usable === true ? built : undefined;
    this.drafts.set(candidate, draft);
    return draft;
  }

  private baseScore(candidate: Candidate): number {
    const { quality, sentence, form, concept } = candidate;
    return (quality + chance(this.request.salt, sentence.text, form, concept) * jitter) * this.wish(candidate);
  }

  private score({ candidate, base }: { candidate: Candidate; base: number }): number {
    const samePassage = this.chosen.filter((one) => one.candidate.passage === candidate.passage).length;
    const sameForm = this.chosen.filter((one) => one.candidate.form === candidate.form).length;
    return base * this.worthOf(candidate) * 0.87 ** samePassage * 0.93 ** sameForm;
  }

  private worthOf(candidate: Candidate): number {
    const open = this.coveredBy(candidate).filter(({ key }) => !this.isCovered(key));
    // Squared: one term that matters is worth more than two that may. What the question is about counts in full.
    const keyTerms = open.reduce((sum, { key, keyness }) => sum + keyness ** 2 * (key === candidate.concept ? 1 : worth.inPassing), 0);
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

  /** One question per sentence and, at first, per concept: two of them would answer each other. */
  private isTaken({ sentence, concept }: Candidate, again: boolean): boolean {
    const same = this.chosen.filter((one) => one.candidate.concept === concept);
    if (same.length >= (again ? second.perConcept : 1)) return true;
    return this.chosen.some(
      (one) =>
        one.candidate.sentence === sentence ||
        coverage(sentence.stems, one.candidate.sentence.stems) > (one.candidate.concept === concept ? second.mostAlike : 0.75),
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
const known: readonly ItemType[] = [...byScarcity, 'true_false'];

interface Choosing {
  /** The same list for the same candidate each time. */
  coveredBy: (candidate: Candidate) => readonly CoveredTerm[];
  signal: AbortSignal;
}

/**
 * Chooses the best questions of the wanted types: those first that cover key terms which nobody asked about,
 * spread over passages, concepts and wordings. Of a type that the text gives too few of there are fewer, of the others more.
 */
export function selectItems(candidates: readonly Candidate[], request: WriteRequest, { coveredBy, signal }: Choosing): Chosen[] {
  const selection = new Selection(request, coveredBy);
  selection.noteAsked(candidates);
  for (const wanted of byScarcity) {
    const ofType = candidates.filter(({ type }) => type === wanted);
    selection.take(ofType, quotaOf(request.want, wanted), signal);
  }
  const ofTruth = (truth: boolean) => candidates.filter((candidate) => candidate.type === 'true_false' && candidate.truth === truth);
  const statements = quotaOf(request.want, 'true_false');
  const roundUp = chance(request.salt, 'true or false') < 0.5 ? 1 : 0;
  // True ones first: they name the term that they are about.
  const trueOnes = selection.take(ofTruth(true), Math.floor((statements + roundUp) / 2), signal);
  const falseOnes = selection.take(ofTruth(false), statements - trueOnes, signal);
  selection.take(ofTruth(true), statements - trueOnes - falseOnes, signal);
  const most = Math.min(
    request.count,
    known.reduce((sum, type) => sum + quotaOf(request.want, type), 0),
  );
  // Where the text gives too few of one type, others that are wanted stand in.
  for (const standIn of known.toReversed().filter((type) => quotaOf(request.want, type) > 0)) {
    selection.take(
      candidates.filter(({ type }) => type === standIn),
      most - selection.result().length,
      signal,
    );
  }
  return selection.result().slice(0, request.count);
}
