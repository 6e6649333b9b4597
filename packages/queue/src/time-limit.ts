import { AppError } from '@lectern/contract';

/** Ends after `limitMs` at the latest. What `work` does later, even if it fails, is nobody's business any more. */
export async function settleWithin<T>(work: Promise<T>, limitMs: number): Promise<{ inTime: true; value: T } | { inTime: false }> {
  const timeUp = Promise.withResolvers<{ inTime: false }>();
  const timer = setTimeout(() => timeUp.resolve({ inTime: false }), limitMs);
  try {
    return await Promise.race([work.then((value) => ({ inTime: true as const, value })), timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A request waits for the queue, and a task that could not be sent is sent later anyway: rather give up soon. */
const storeLimitMs = 2_000;

/** Runs one exchange with the queue's store; throws `unavailable` when it fails or takes longer than 2 s. */
export async function askStore<T>(ask: () => Promise<T>): Promise<T> {
  let answer;
  try {
    answer = await settleWithin(ask(), storeLimitMs);
  } catch (cause) {
    throw new AppError('unavailable', undefined, { cause });
  }
  if (!answer.inTime)
    throw new AppError('unavailable', undefined, { cause: new Error(`The queue did not answer within ${storeLimitMs} ms`) });
  return answer.value;
}
