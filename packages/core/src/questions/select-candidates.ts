import type { QuestionType, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { isDuplicate, type QuestionPrint } from './question-print.ts';

export interface Candidate {
  id: string;
  options: QuestionOption[];
  print: QuestionPrint;
}

export interface Selection {
  accepted: { candidate: Candidate; options: QuestionOption[] }[];
  discarded: { id: string; reason: RejectReason }[];
}

/**
 * Takes candidates, in order, until the room of their type is used up: duplicates of the bank and of each other stay out,
 * and the key of each choice goes where keys have been least often.
 */
export function selectCandidates(
  candidates: readonly Candidate[],
  bank: readonly QuestionPrint[],
  room: ReadonlyMap<QuestionType, number>,
  keyPlaces: readonly number[],
): Selection {
  const known = [...bank];
  const left = new Map(room);
  const places = [...keyPlaces];
  const selection: Selection = { accepted: [], discarded: [] };
  for (const candidate of candidates) {
    const { type } = candidate.print;
    const free = left.get(type) ?? 0;
    if (known.some((print) => isDuplicate(candidate.print, print))) {
      selection.discarded.push({ id: candidate.id, reason: 'duplicate' });
    } else if (free <= 0) {
      selection.discarded.push({ id: candidate.id, reason: 'surplus' });
    } else {
      known.push(candidate.print);
      left.set(type, free - 1);
      selection.accepted.push({
        candidate,
        options: type === 'single_choice' ? placeKey(candidate.options, places) : candidate.options,
      });
    }
  }
  return selection;
}

/** Moves the key to the place that has been used least, and counts it. The others keep their order. */
export function placeKey(options: readonly QuestionOption[], places: number[]): QuestionOption[] {
  const key = options.find((option) => option.correct);
  if (!key) return [...options];
  let place = 0;
  for (let at = 1; at < options.length; at += 1) {
    if ((places[at] ?? 0) < (places[place] ?? 0)) place = at;
  }
  places[place] = (places[place] ?? 0) + 1;
  return options.filter((option) => option !== key).toSpliced(place, 0, key);
}
