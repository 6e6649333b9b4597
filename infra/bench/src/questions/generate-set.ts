import { type GenerateBody, limits } from '@lectern/contract';
import type { RequestRecord } from '@lectern/testing/fault-proxy';
import { z } from 'zod';
import { timed } from '../timed.ts';
import type { Running } from './start-edition.ts';

/** The end of a job is seen so late at the most. */
const pollMs = 20;

const SetResult = z.object({
  requested: z.int(),
  accepted: z.int(),
  reused: z.boolean(),
  shortfall: z.object({ missing: z.int(), reason: z.string() }).optional(),
  rejected: z.array(z.object({ reason: z.string(), count: z.int() })),
});

/** One set of questions, as its teacher and its provider saw it. */
export interface GeneratedSet {
  /** When it was asked for: `Date.now()`. */
  startedAt: number;
  /** From sending the request to seeing the job at its end. */
  seconds: number;
  result: z.infer<typeof SetResult>;
  /** How often questions were written: once, unless some had to be replaced. */
  rounds: number;
  /** Every request that reached the provider meanwhile. */
  requests: RequestRecord[];
}

export async function generateSet({ api, proxy }: Running, courseId: string, body: z.input<typeof GenerateBody>): Promise<GeneratedSet> {
  proxy.records.length = 0;
  const startedAt = Date.now();
  const { result: job, seconds } = await timed(async () => {
    const { id } = await api.generate(courseId, body);
    return api.waitForJob(id, { pollMs });
  });
  const rounds = job.stages.filter(({ name }) => name === 'write').length;
  return { startedAt, seconds, result: SetResult.parse(job.result), rounds, requests: [...proxy.records] };
}

/** All calls that make or judge questions; embeddings are not among them. */
export function chatCallsOf({ requests }: GeneratedSet): RequestRecord[] {
  return requests.filter(({ path }) => path === '/chat/completions');
}

/**
 * A call that writes and a call that verifies, one after the other: seconds on average in this very set, as the proxy saw them.
 * Error: where one of them did not happen, so that there is nothing to compare with.
 */
export function pairSeconds(set: GeneratedSet): number {
  const calls = chatCallsOf(set);
  return meanSeconds(calls, 'write_questions') + meanSeconds(calls, 'verify_questions');
}

function meanSeconds(calls: readonly RequestRecord[], schema: string): number {
  const took = calls.flatMap(({ at, endedAt, complete, ...call }) => (call.schema === schema && complete && endedAt ? endedAt - at : []));
  if (took.length === 0) throw new Error(`No call was made to ${schema}`);
  return took.reduce((sum, ms) => sum + ms, 0) / took.length / 1_000;
}

/** For people who want to know why it took so long. */
export function describeSet(set: GeneratedSet): string {
  const { requested, accepted, shortfall, rejected } = set.result;
  const pair = pairSeconds(set);
  return [
    `${set.seconds.toFixed(2)} s = ${(set.seconds / pair).toFixed(2)} x ${pair.toFixed(2)} s`,
    `${set.rounds} round${set.rounds === 1 ? '' : 's'}`,
    `${accepted} of ${requested} accepted${shortfall ? ` (${shortfall.reason})` : ''}`,
    ...describeRequests(set),
    `turned down: ${rejected.map(({ reason, count }) => `${reason} ${count}`).join(', ') || 'none'}`,
  ].join('; ');
}

/** How many of each kind, and from when to when, in seconds from the beginning. */
function describeRequests({ startedAt, requests }: GeneratedSet): string[] {
  const kinds = Map.groupBy(requests, ({ schema, path }) => schema ?? path);
  const since = (at: number) => ((at - startedAt) / 1_000).toFixed(2);
  return [...kinds].map(([kind, calls]) => {
    const first = Math.min(...calls.map(({ at }) => at));
    const last = Math.max(...calls.map(({ at, endedAt }) => endedAt ?? at));
    return `${calls.length} x ${kind} from ${since(first)} to ${since(last)} s`;
  });
}

/** The fewest calls that so many questions take: full batches, written and verified once. */
export function fewestCalls(count: number): number {
  return Math.ceil(count / limits.questionsPerWrite) + Math.ceil(count / limits.questionsPerVerify);
}
