import { ModelError, type StructuredRequest } from '@lectern/core';
import type { CallSeries } from './make-call.ts';
import type { AnsweredItems } from './structured/read-answer.ts';
import type { WriteItems } from './write-items.ts';

/** A task has time for one call of full length: a second one as long would risk what was kept of the first. */
const hurry = 2;

/**
 * Asks for items, and once more for those that are missing because the answer lost some. What was kept is paid for and
 * stands, whatever becomes of the second call. Errors: those of the first call; the signal's reason.
 */
export async function writeWithMissing<Item>(
  writeItems: WriteItems,
  request: StructuredRequest<Item>,
  series: CallSeries,
): Promise<AnsweredItems<Item>> {
  const { again } = request;
  const first = await writeItems(request, series);
  if (!again || !first.lacking || first.items.length >= again.count) return first;
  try {
    const hurried = { ...series, timeoutMs: series.timeoutMs / hurry };
    const second = await writeItems({ ...request, user: again.message(first.items) }, hurried);
    return {
      items: [...first.items, ...second.items].slice(0, again.count),
      invalid: first.invalid + second.invalid,
      lacking: second.lacking,
    };
  } catch (error) {
    if (error instanceof ModelError) return first;
    throw error;
  }
}
