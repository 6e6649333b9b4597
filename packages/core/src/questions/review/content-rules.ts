import type { FieldError } from '@lectern/contract';
import type { QuestionContent, QuestionOption } from '@lectern/db';
import { countGaps } from '../rules/gap.ts';
import { isChoice } from './key-of.ts';

const choiceOptions = { min: 3, max: 6 } as const;

/** What is wrong with a question as a whole, by the field to be corrected; nothing when a student can be asked it. */
export function problemsOf(content: QuestionContent): FieldError[] {
  return [...foreignFields(content), ...problemsOfType(content)];
}

/** What only other types have. */
function foreignFields({ type, options, accepted, rubric, reasoningRubric, starter }: QuestionContent): FieldError[] {
  const isFree = type === 'short_answer' || type === 'coding';
  return [
    problemIf(options.length > 0 && !isChoice(type), 'options', `a question of type ${type} has none`),
    problemIf(accepted.length > 0 && type !== 'cloze', 'accepted', 'only a cloze has accepted spellings'),
    problemIf(rubric.length > 0 && !isFree, 'rubric', 'only short_answer and coding have a rubric'),
    problemIf(reasoningRubric.length > 0 && !isChoice(type), 'reasoning_rubric', 'only a choice can ask for the reasoning beside it'),
    problemIf(starter !== null && type !== 'coding', 'starter', 'only coding has a starter'),
  ].flat();
}

function problemsOfType({ type, stem, options, rubric }: QuestionContent): FieldError[] {
  switch (type) {
    case 'single_choice':
      return [...problemsOfOptions(options), ...problemIf(countCorrect(options) !== 1, 'options', 'exactly one must be correct')];
    case 'multiple_choice':
      return [
        ...problemsOfOptions(options),
        ...problemIf(countCorrect(options) < 2, 'options', 'at least two must be correct'),
        ...problemIf(countCorrect(options) === options.length, 'options', 'at least one must be wrong'),
      ];
    case 'true_false':
      return [
        ...problemIf(options.map(({ text }) => text).join() !== 'True,False', 'options', 'must be True and False, in this order'),
        ...problemIf(countCorrect(options) !== 1, 'options', 'exactly one must be correct'),
      ];
    case 'cloze':
      return problemIf(countGaps(stem) !== 1, 'stem', 'must have exactly one gap, written as ____');
    case 'short_answer':
    case 'coding':
      return problemIf(rubric.length === 0, 'rubric', 'must have at least one criterion');
  }
}

function problemsOfOptions(options: readonly QuestionOption[]): FieldError[] {
  const { min, max } = choiceOptions;
  const count = problemIf(options.length < min || options.length > max, 'options', `must be ${min} to ${max}`);
  // Compared as they are, since in some subjects only the signs differ: "x = 1" and "x == 1".
  const texts = options.map((option) => option.text.trim().toLowerCase());
  const again = texts.findIndex((text, at) => texts.indexOf(text) < at);
  return [...count, ...problemIf(again >= 0, `options.${again}.text`, 'is there twice')];
}

function countCorrect(options: readonly QuestionOption[]): number {
  return options.filter((option) => option.correct).length;
}

function problemIf(wrong: boolean, path: string, message: string): FieldError[] {
  return wrong ? [{ path, message }] : [];
}
