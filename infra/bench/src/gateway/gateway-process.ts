/**
 * One process with a gateway of its own, as a worker is, with as many calls under way as it has slots. One that is refused
 * for want of room gives up its slot and comes back when it was told to, as a task does that the queue delays. Nothing else
 * is tried again.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '@lectern/contract';
import { createGateway, createLimitStore, readGatewayConfig } from '@lectern/llm';
import { z } from 'zod';
import { Share, type ShareOutcome } from './share.ts';
import { createSlots } from './slots.ts';

/** Nobody waits longer than this for calls that can be made in two minutes. */
const limitMs = 480_000;
const Summary = z.object({ section: z.string(), summary: z.string() });

const share = Share.parse(JSON.parse(process.argv[2] ?? ''));
process.once('disconnect', () => process.exit(1));
const store = createLimitStore(share.store, (error) => console.error(error.message));
const gateway = createGateway(readGatewayConfig({ providersFile: share.providersFile }), store);
// Connects, which is not what is measured.
await gateway.health();
process.send?.('ready');
await once(process, 'message');
const signal = AbortSignal.timeout(limitMs);
const inSlot = createSlots(share.slots);
process.send?.(sumUp(await Promise.all(Array.from({ length: share.count }, (_, index) => makeCall(share.first + index)))));

interface CallOutcome {
  refusals: number;
  failure?: string;
}

async function makeCall(number: number): Promise<CallOutcome> {
  for (let refusals = 0; ; refusals += 1) {
    try {
      const section = `section-${number}`;
      const { items } = await inSlot(() => gateway.writeItems(toRequest(section), { signal }));
      return items[0]?.section === section ? { refusals } : { refusals, failure: 'the answer to something else' };
    } catch (thrown) {
      const { code, retryAfterMs, message } = toAppError(thrown);
      if (code !== 'model_rate_limited' || retryAfterMs === undefined) return { refusals, failure: `${code}: ${message}` };
      await sleep(retryAfterMs);
    }
  }
}

function toRequest(section: string) {
  const text = `Evaporation is the change of water into vapour. Condensation is the change of vapour into water (${section}).`;
  return {
    purpose: 'summarize_section',
    system: 'You sum up sections of textbooks.',
    user: `<section id="${section}" heading="The water cycle">\n${text}\n</section>`,
    item: Summary,
    maxOutputTokens: 500,
  };
}

function sumUp(outcomes: readonly CallOutcome[]): ShareOutcome {
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const refusals = outcomes.reduce((sum, outcome) => sum + outcome.refusals, 0);
  return { answered: outcomes.length - failures.length, refusals, failures };
}
