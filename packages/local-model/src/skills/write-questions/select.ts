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
const jitter = 0.3;

/** Each choice weighs all that is left: so many are enough to choose from, and done in milliseconds. */
const mostWeighed = 400;

class Selection {
  private readonly chosen: Chosen[] = [];
  private readonly avoid: ReadonlySet<string>[];
  private readonly topics: ReadonlySet<string>[];
  private readonly seed: string;
  private readonly request: WriteRequest;

  constructor(request: WriteRequest, seed: string) {
    this.request = request;
    this.seed = seed;
    this.avoid = request.avoid.map((stem) => contentStems(stem));
    this.topics = request.topics.map((topic) => contentStems(topic)).filter((stems) => stems.size > 0);
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
      this.chosen.push({ candidate: best.candidate, draft });
      taken += 1;
    }
    for (const one of weak) {
      if (taken === count) return;
      if (this.isTaken(one.candidate)) continue;
      this.chosen.push(one);
      taken += 1;
    }
  }

  result(): Chosen[] {
    return this.chosen;
  }

  private baseScore({ quality, sentence, form, concept }: Candidate): number {
    const onTopic = this.topics.some((topic) => coverage(topic, sentence.stems) >= 0.5 || coverage(topic, contentStems(concept)) > 0);
    return (quality + chance(this.seed, sentence.text, form, concept) * jitter) * (onTopic ? 1.8 : 1);
  }

  private score({ candidate, base }: { candidate: Candidate; base: number }): number {
    const samePassage = this.chosen.filter((one) => one.candidate.passage === candidate.passage).length;
    const sameForm = this.chosen.filter((one) => one.candidate.form === candidate.form).length;
    return base * 0.82 ** samePassage * 0.93 ** sameForm;
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

/** Chooses the best questions of the wanted types, spread over passages, concepts and wordings. */
export function selectItems(candidates: readonly Candidate[], request: WriteRequest, seed: string, signal: AbortSignal): Chosen[] {
  const selection = new Selection(request, seed);
  const choice = quotaOf(request.want, 'single_choice');
  selection.take(
    candidates.filter(({ type }) => type === 'single_choice'),
    choice,
    signal,
  );
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
