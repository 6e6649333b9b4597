import { z } from 'zod';
import type { Candidate, Grant, Need, Refusal } from './limit-store.ts';

/** What both stores answer to a reservation. */
const Answer = z.discriminatedUnion('granted', [
  z.object({
    granted: z.literal(true),
    candidate: z.int().nonnegative(),
    waitMs: z.number(),
    bucket: z.int(),
    tokens: z.int().nonnegative(),
  }),
  z.object({ granted: z.literal(false), waits: z.array(z.object({ waitMs: z.number(), blockedBy: z.string().nullish() })) }),
]);

export function readReserveAnswer(answer: unknown, candidates: readonly Candidate[], need: Need): Grant | Refusal {
  const read = Answer.parse(answer);
  if (!read.granted) {
    return {
      granted: false,
      waits: read.waits.map(({ waitMs, blockedBy }) => ({ waitMs, ...(blockedBy ? { blockedBy } : {}) })),
    };
  }
  const { candidate, waitMs, bucket, tokens } = read;
  const group = candidates[candidate]?.group;
  if (group === undefined) throw new RangeError('The store chose a candidate that there is not');
  return { granted: true, candidate, waitMs, reservation: { group, bucket, requests: need.requests, tokens } };
}
