import type { AnswerValue } from '@lectern/db';
import type { NewTask } from '../../jobs/types.ts';
import { keyOfPart, nameOfPart } from '../answer-part.ts';
import { batchQuestions } from '../evaluations/batch-items.ts';
import { needsNoModel } from '../grade-by-code.ts';
import { keyOf } from '../grade-key.ts';
import type { Regradable } from './find-regradable.ts';

/** Tasks for the different answers that a model has to measure anew; those that are the same as one of them follow at the end. */
export function batchRegrade(items: readonly Regradable[], values: ReadonlyMap<string, AnswerValue | null>): NewTask<'answers.grade'>[] {
  const distinct = new Map<string, Regradable>();
  for (const item of items) {
    const value = values.get(nameOfPart(item)) ?? null;
    if (needsNoModel({ ...item, value })) continue;
    const key = keyOf(keyOfPart(item, value));
    if (!distinct.has(key)) distinct.set(key, item);
  }
  const questions = Map.groupBy(distinct.values(), ({ askedId, part }) => `${askedId} ${part}`);
  return batchQuestions([...questions.values()]).map((same, batch) => ({
    key: `grade-${batch}`,
    payload: { batch, units: same.map(({ attemptId, ordinal, part }) => ({ attemptId, ordinal, part })) },
  }));
}
