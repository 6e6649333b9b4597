import type { Criterion, QuestionType, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';

/** A question in the form in which it would enter the bank. */
export interface Item {
  type: QuestionType;
  stem: string;
  /** Of choices; empty for the other types. */
  options: readonly QuestionOption[];
  /** The key as text; of short_answer and coding the reference answer. */
  answer: string;
  /** Of cloze: every spelling that counts, the answer first. */
  accepted: readonly string[];
  rubric: readonly Criterion[];
  starter: string | null;
  /** ISO 639-1 where it is known. */
  language: string;
}

/** A rule of item writing: why a question breaks it, or nothing. */
export type Rule = (item: Item) => RejectReason | undefined;

/** Single and multiple choice: types whose options are written for the one question. */
export function hasOwnOptions({ type }: Pick<Item, 'type'>): boolean {
  return type === 'single_choice' || type === 'multiple_choice';
}

export function keysOf({ options }: Pick<Item, 'options'>): string[] {
  return options.filter((option) => option.correct).map((option) => option.text);
}

export function distractorsOf({ options }: Pick<Item, 'options'>): string[] {
  return options.filter((option) => !option.correct).map((option) => option.text);
}
