import type { GivenAnswer, QuestionType } from '@lectern/contract';
import type { AnswerValue } from '@lectern/db';

const firstId = 97;

/** What an option is called in an attempt: `a`, `b`, … in the order in which it is shown there. `place` from 0. */
export function optionIdAt(place: number): string {
  return String.fromCodePoint(firstId + place);
}

/** An answer as people give it: of choices the ids of options, of which only `multiple_choice` has several; of all else text. */
export function givenOf(type: QuestionType, value: AnswerValue | null, optionOrder: readonly number[]): GivenAnswer {
  if (value === null) return null;
  if ('text' in value) return value.text;
  const ids = optionOrder.flatMap((original, place) => (value.chosen.includes(original) ? [optionIdAt(place)] : []));
  return type === 'multiple_choice' ? ids : (ids[0] ?? null);
}
