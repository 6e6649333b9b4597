import type { QuestionType, Track } from '@lectern/contract';

/** Groups of types: those of an earlier group are taken before those of a later one. Within them, this is the order of types. */
const preferred: Readonly<Record<Track, readonly (readonly QuestionType[])[]>> = {
  developer: [
    ['coding', 'short_answer'],
    ['single_choice', 'multiple_choice', 'true_false', 'cloze'],
  ],
  general: [['single_choice', 'multiple_choice', 'true_false'], ['cloze'], ['short_answer', 'coding']],
};

/** Those that the track prefers first; within a group of types as they came. */
export function preferByTrack<T extends { type: QuestionType }>(items: readonly T[], track: Track): T[] {
  const groupOf = ({ type }: T) => preferred[track].findIndex((types) => types.includes(type));
  return items.toSorted((a, b) => groupOf(a) - groupOf(b));
}

/** Type by type in the order of the track; within a type as they came. */
export function orderByTrack<T extends { type: QuestionType }>(items: readonly T[], track: Track): T[] {
  const order = preferred[track].flat();
  return items.toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}
