import { AppError } from '@lectern/contract';

/** Each costs a look every few seconds. A page that shows fifty uploads has as many; nobody has more open for long. */
const most = { ofOne: 100, ofAll: 2_000 };
const comeAgainMs = 5_000;

/** Streams that are open in this process. */
export interface StreamSlots {
  /** Takes one; returns how to give it back. Error: `rate_limited`. */
  take(userId: string): () => void;
}

export function createStreamSlots(): StreamSlots {
  const open = new Map<string, number>();
  let total = 0;
  return {
    take(userId) {
      const theirs = open.get(userId) ?? 0;
      if (theirs >= most.ofOne || total >= most.ofAll) {
        throw new AppError('rate_limited', 'Too many streams of events are open: close some, or poll.', { retryAfterMs: comeAgainMs });
      }
      open.set(userId, theirs + 1);
      total += 1;
      return () => {
        const left = (open.get(userId) ?? 1) - 1;
        if (left === 0) open.delete(userId);
        else open.set(userId, left);
        total -= 1;
      };
    },
  };
}
