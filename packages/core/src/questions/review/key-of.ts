import type { QuestionType } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';

/** Whether the key of such questions is among their options. */
export function isChoice(type: QuestionType): boolean {
  return type === 'single_choice' || type === 'multiple_choice' || type === 'true_false';
}

/** The key of a choice as text. */
export function keyOf(options: readonly QuestionOption[]): string {
  return options
    .filter((option) => option.correct)
    .map((option) => option.text)
    .join('; ');
}
