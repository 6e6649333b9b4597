import { isDeepStrictEqual } from 'node:util';
import type { AnswerPart } from '@lectern/contract';
import type { AskedContent } from '@lectern/db';
import { isObjective } from '../score-objective.ts';
import { asksReasoning } from '../score-of.ts';

/** Whether an answer to `asked` can be measured by a later version at all: not where it became another type of question. */
export function isComparable(part: AnswerPart, asked: AskedContent, next: AskedContent): boolean {
  if (asked.type !== next.type) return false;
  return part === 'answer' || (asksReasoning(asked) && asksReasoning(next));
}

/** Whether two versions measure an answer differently: by another key, other criteria or another reference. Wording alone does not. */
export function measuresDiffer(part: AnswerPart, a: AskedContent, b: AskedContent): boolean {
  return !isDeepStrictEqual(measureOf(part, a), measureOf(part, b));
}

function measureOf(part: AnswerPart, content: AskedContent): unknown {
  const { type, answer, accepted, rubric, reasoningRubric, explanation } = content;
  if (part === 'reasoning') return [reasoningRubric, choiceKeyOf(content), answer, explanation];
  if (!isObjective(type)) return [rubric, answer];
  return [choiceKeyOf(content), new Set([answer, ...accepted])];
}

/** In whichever order the options stand. */
function choiceKeyOf({ options }: AskedContent): unknown {
  return new Set(options.map(({ text, correct }) => `${correct} ${text}`));
}
