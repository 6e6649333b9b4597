import { AppError } from '@lectern/contract';

const mayBeDone = 'This took too long. It may have been done all the same: look before you send it again.';

/** What the work comes to. Error: `unavailable` when it takes longer than the limit; it goes on by itself then, heard by nobody. */
export async function answerWithin<Result>(work: Promise<Result>, limitMs: number, message = mayBeDone): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new AppError('unavailable', message)), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
