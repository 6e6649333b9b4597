import { Redis } from 'ioredis';

/** How long a question may take; what asks has to go on. */
const answerWithinMs = 250;
/** After a question that was not answered, nobody else waits for this long. */
const restMs = 1_000;

/** The Redis where processes count together. */
export interface SharedStore {
  client: Redis;
  /** Begins every key. */
  prefix: string;
  /** Asks the store; where it cannot be asked, or does not answer in time, `instead`. */
  ask<Answer>(question: () => Promise<Answer>, instead: () => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

export function openSharedStore({ url, prefix }: { url: string; prefix: string }, onError: (error: Error) => void): SharedStore {
  const client = new Redis(url, {
    // Without a connection a question fails at once, and what failed is not counted later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: answerWithinMs,
    connectTimeout: 5_000,
    keepAlive: 10_000,
    // A connection whose other end is gone without a word.
    socketTimeout: 5_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  let told = false;
  let restUntil = 0;

  function fail(error: Error): void {
    if (!told) onError(error);
    told = true;
  }

  // While it is down every attempt to connect fails anew.
  client.on('error', fail);
  return {
    client,
    prefix: `${prefix}:rates`,
    async ask(question, instead) {
      if (client.status !== 'ready' || Date.now() < restUntil) return instead();
      try {
        const answer = await question();
        told = false;
        return answer;
      } catch (error) {
        restUntil = Date.now() + restMs;
        fail(error instanceof Error ? error : new Error(String(error)));
        return instead();
      }
    },
    async close() {
      client.disconnect();
    },
  };
}
