import { z } from 'zod';

/** What one process is to do, as its only argument, in JSON. */
export const Share = z.object({
  store: z.discriminatedUnion('backend', [
    z.object({ backend: z.literal('redis'), url: z.string(), prefix: z.string() }),
    z.object({ backend: z.literal('postgres'), url: z.string() }),
  ]),
  providersFile: z.string(),
  /** Numbers of its calls. */
  first: z.int(),
  count: z.int(),
  /** Calls at once. */
  slots: z.int(),
});
export type Share = z.infer<typeof Share>;

/** How it went. */
export const ShareOutcome = z.object({
  /** Calls whose answer was the one to their own question. */
  answered: z.int(),
  /** How often a call was told to come back later. */
  refusals: z.int(),
  /** What ended the other calls. */
  failures: z.array(z.string()),
});
export type ShareOutcome = z.infer<typeof ShareOutcome>;
