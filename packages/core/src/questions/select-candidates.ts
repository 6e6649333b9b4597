import type { QuestionType, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { cosine } from '../documents/cosine.ts';
import { jaccard, plain, wordsOf } from './fingerprint.ts';

export interface BankEntry {
  stem: string;
  answer: string;
  quote: string;
  type: QuestionType;
  vector: readonly number[] | null;
}

export interface Candidate extends BankEntry {
  id: string;
  options: QuestionOption[];
}

/** Above this the vectors are near enough for the words to decide. */
const nearVectors = 0.85;
/** Shared words of stem and key from which two questions that are near by vectors are one. */
const nearWords = 0.6;

/** Whether a teacher would call them the same question. */
export function isDuplicate(a: BankEntry, b: BankEntry): boolean {
  const sameStem = plain(a.stem) === plain(b.stem);
  if (sameStem && (a.type === 'true_false' || plain(a.answer) === plain(b.answer))) return true;
  // One sentence of the text proves one fact: asked for the same key twice it is the same question in other words.
  if (a.type === b.type && plain(a.quote) === plain(b.quote) && (a.type === 'true_false' || plain(a.answer) === plain(b.answer)))
    return true;
  if (a.vector && b.vector && cosine(a.vector, b.vector) < nearVectors) return false;
  return jaccard(wordsOf(`${a.stem} ${a.answer}`), wordsOf(`${b.stem} ${b.answer}`)) >= nearWords;
}

export interface Selection {
  accepted: { candidate: Candidate; options: QuestionOption[] }[];
  discarded: { id: string; reason: RejectReason }[];
}

/**
 * Takes candidates, in order, until `room` is used up: duplicates of the bank and of each other stay out, and the key of
 * each choice goes where keys have been least often.
 */
export function selectCandidates(
  candidates: readonly Candidate[],
  bank: readonly BankEntry[],
  room: number,
  keyPlaces: readonly number[],
): Selection {
  const known = [...bank];
  const places = [...keyPlaces];
  const selection: Selection = { accepted: [], discarded: [] };
  for (const candidate of candidates) {
    if (selection.accepted.length >= room) {
      selection.discarded.push({ id: candidate.id, reason: 'surplus' });
    } else if (known.some((entry) => isDuplicate(candidate, entry))) {
      selection.discarded.push({ id: candidate.id, reason: 'duplicate' });
    } else {
      known.push(candidate);
      selection.accepted.push({
        candidate,
        options: candidate.type === 'single_choice' ? placeKey(candidate.options, places) : candidate.options,
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
