import type { AnswerPart, Criterion } from '@lectern/contract';
import type { AskedContent } from '@lectern/db';

const coding: readonly Criterion[] = [
  { criterion: 'Correctness: it gives the right result for every input that the task allows.', points: 30 },
  { criterion: 'Efficiency: it does no needless work; its time and memory grow no faster than the task demands.', points: 25 },
  { criterion: 'Readability: names, structure and layout let another person follow it.', points: 20 },
  { criterion: 'Practices: it handles errors and edge cases and uses the language as it is meant to be used.', points: 15 },
  { criterion: 'Approach: the idea behind it fits the task.', points: 10 },
];
const shortAnswer: readonly Criterion[] = [
  { criterion: 'Answers what is asked, and correctly.', points: 60 },
  { criterion: 'Covers everything that the reference answer names.', points: 40 },
];

/** The usual criteria, for questions that have none of their own; they add up to a hundred. */
export function defaultRubric(type: 'coding' | 'short_answer'): Criterion[] {
  return [...(type === 'coding' ? coding : shortAnswer)];
}

/** What an answer is measured by: the question's own criteria, or the usual ones of its type. */
export function rubricOf(
  { type, rubric, reasoningRubric }: Pick<AskedContent, 'type' | 'rubric' | 'reasoningRubric'>,
  part: AnswerPart,
): readonly Criterion[] {
  if (part === 'reasoning') return reasoningRubric;
  return rubric.length > 0 || (type !== 'coding' && type !== 'short_answer') ? rubric : defaultRubric(type);
}
