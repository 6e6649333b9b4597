import { AppError, type GivenAnswer, limits, type QuestionType } from '@lectern/contract';
import type { AnswerValue, AskedContent } from '@lectern/db';
import { isBlank } from '../grading/answer-hash.ts';
import { asksReasoning } from '../grading/score-of.ts';
import { invalidField } from '../invalid-field.ts';
import { optionIdAt } from './option-ids.ts';

interface Question {
  asked: Pick<AskedContent, 'type' | 'options' | 'reasoningRubric'>;
  optionOrder: readonly number[];
}

/**
 * An answer as it is kept, from how people give it; what is blank is none. Errors: `invalid_request` with the path `answer` for what
 * does not fit the question's type or options; `answer_too_long`.
 */
export function readGiven(given: GivenAnswer, { asked, optionOrder }: Question): AnswerValue | null {
  if (given === null) return null;
  const value = asked.options.length > 0 ? readChosen([given].flat(), asked.type, optionOrder) : readText(given);
  return isBlank(value) ? null : value;
}

/** In the question's own order, so that the same choice is kept the same way. */
function readChosen(ids: readonly string[], type: QuestionType, optionOrder: readonly number[]): AnswerValue {
  const originals = new Map(optionOrder.map((original, place) => [optionIdAt(place), original]));
  const chosen = new Set<number>();
  for (const id of ids) {
    const original = originals.get(id);
    if (original !== undefined) chosen.add(original);
    else if (id !== '') throw wrong(`must be among the ids of the options: ${[...originals.keys()].join(', ')}`);
  }
  if (chosen.size > 1 && type !== 'multiple_choice') throw wrong('must be one option');
  return { chosen: [...chosen].toSorted((a, b) => a - b) };
}

function readText(given: string | string[]): AnswerValue {
  if (typeof given !== 'string') throw wrong('must be text: the question has no options');
  return { text: checkLength(given) };
}

/** Error: `invalid_request` where the question asks for none; `answer_too_long`. Undefined stays so: it was left out. */
export function readReasoning(given: string | null | undefined, { asked }: Pick<Question, 'asked'>): string | null | undefined {
  if (given === null || given === undefined) return given;
  if (isBlank({ text: given })) return null;
  if (asksReasoning(asked)) return checkLength(given);
  throw invalidField('reasoning', 'the question asks for none');
}

function checkLength(text: string): string {
  if (text.length > limits.answerChars) throw new AppError('answer_too_long');
  return text;
}

function wrong(message: string): AppError {
  return invalidField('answer', message);
}
