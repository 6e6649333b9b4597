import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLedgerWorld, type LedgerWorld } from '../jobs/testing/ledger-world.ts';
import { planners } from '../planners.ts';
import { ModelError } from '../ports/model-error.ts';
import type { ModelCall } from '../ports/index.ts';
import { recordCalls } from './record-calls.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

const call: ModelCall = {
  provider: 'test',
  model: 'model',
  purpose: 'embed',
  outcome: 'ok',
  errorCode: undefined,
  inputTokens: 1,
  outputTokens: 0,
  latencyMs: 1,
};
/** Nobody has this id, so that the books refuse the call. */
const payer = { jobId: null, taskId: null, billedTo: uuidv7() };

it('an answer that is paid for is kept although the books cannot be written, and somebody is told', async () => {
  const told: string[] = [];
  const ctx = { ...world.ctx, log: { ...world.ctx.log, error: (_fields: object, message: string) => void told.push(message) } };
  expect(await recordCalls(ctx, payer, async () => ({ answer: 'yes', calls: [call] }))).toMatchObject({ answer: 'yes' });
  expect(told).toHaveLength(1);
});

it('the model’s own error is what is seen, not that of the books', async () => {
  const limited = new ModelError('model_rate_limited', [call]);
  await expect(recordCalls(world.ctx, payer, () => Promise.reject(limited))).rejects.toBe(limited);
});
