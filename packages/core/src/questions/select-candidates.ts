import type { Criterion, QuestionType, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { givesAway } from './gives-away.ts';
import { isDuplicate, type QuestionPrint } from './question-print.ts';

/** What of a question a student sees, and its key. */
export interface Visible {
  type: QuestionType;
  stem: string;
  options: QuestionOption[];
  answer: string;
  accepted: string[];
}

export interface Candidate {
  id: string;
  question: Visible & { rubric: Criterion[]; language: string };
  print: QuestionPrint;
}

/** How many questions a set can still take: in all, and of each type. */
export interface Room {
  total: number;
  ofType: ReadonlyMap<QuestionType, number>;
}

export interface Selection {
  accepted: { id: string; options: QuestionOption[] }[];
  discarded: { id: string; reason: RejectReason }[];
}

interface SelectInput {
  /** In the order in which they are taken. */
  candidates: readonly Candidate[];
  bank: readonly QuestionPrint[];
  /** The set that they are to be part of. */
  set: readonly Visible[];
  room: Room;
  /** How often keys of the bank stand at each place. */
  keyPlaces: readonly number[];
}

/**
 * Takes candidates until the room is used up: duplicates of the bank and of each other stay out, and so does what tells the
 * answer of another question of the set. The key of each choice goes where keys have been least often.
 */
export function selectCandidates({ candidates, bank, set, room, keyPlaces }: SelectInput): Selection {
  const known = [...bank];
  const together = [...set];
  const left = new Map(room.ofType);
  const places = [...keyPlaces];
  const selection: Selection = { accepted: [], discarded: [] };
  for (const { id, question, print } of candidates) {
    const free = Math.min(room.total - selection.accepted.length, left.get(question.type) ?? 0);
    const reason = whyNot(question, print, known, together) ?? (free <= 0 ? 'surplus' : undefined);
    if (reason) {
      selection.discarded.push({ id, reason });
      continue;
    }
    known.push(print);
    together.push(question);
    left.set(question.type, (left.get(question.type) ?? 0) - 1);
    selection.accepted.push({ id, options: question.type === 'single_choice' ? placeKey(question.options, places) : question.options });
  }
  return selection;
}

function whyNot(
  question: Visible,
  print: QuestionPrint,
  known: readonly QuestionPrint[],
  together: readonly Visible[],
): RejectReason | undefined {
  if (known.some((other) => isDuplicate(print, other))) return 'duplicate';
  if (together.some((other) => givesAway(question, other) || givesAway(other, question))) return 'gives_away_another';
  return undefined;
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
