import { llmCalls } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ModelError } from '../ports/model-error.ts';
import { modelsFor } from './models-for.ts';
import { type BooksWorld, createBooksWorld } from './testing/books-world.ts';
import { callOf, PricedModels } from './testing/priced-models.ts';

let world: BooksWorld;
beforeAll(async () => {
  world = await createBooksWorld();
});
afterAll(() => world.close());

const request = { purpose: 'write', system: '', user: '', item: z.string(), maxOutputTokens: 10 };
const { signal } = new AbortController();

it('an answer that is paid for is kept although the books cannot be written, and somebody is told', async () => {
  const told: string[] = [];
  const ctx = { ...world.ctx, log: { ...world.ctx.log, error: (_fields: object, message: string) => void told.push(message) } };
  const models = new PricedModels(null, () => callOf(1));
  // Nobody has this id, so that the books refuse the call.
  const paid = modelsFor({ ctx, models }, { jobId: null, taskId: null, billedTo: uuidv7() });
  expect(await paid.writeItems(request, { signal })).toMatchObject({ items: [] });
  expect(told).toHaveLength(1);
});

it('the model’s own error is what is seen, not that of the books', async () => {
  const limited = new ModelError('model_rate_limited', [callOf(1)]);
  const models = new PricedModels(null, () => Promise.reject(limited));
  const paid = modelsFor({ ctx: world.ctx, models }, { jobId: null, taskId: null, billedTo: uuidv7() });
  await expect(paid.writeItems(request, { signal })).rejects.toBe(limited);
});

it('each call is in the books with its tokens, items and price, also one that failed and one that was aborted', async () => {
  const jobId = uuidv7();
  const payer = { jobId, taskId: null, billedTo: await world.newUser() };
  const calls = [
    callOf(3, { inputTokens: 9, cachedTokens: 4, outcome: 'salvaged', salvagedItems: 2, lostItems: 1 }),
    callOf(5, { outcome: 'error', errorCode: 'model_unusable_output' }),
    callOf(0, { outcome: 'error', errorCode: 'aborted' }),
  ];
  const controller = new AbortController();
  const answers = [
    async () => calls[0] ?? callOf(0),
    () => Promise.reject(new ModelError('model_unusable_output', calls.slice(1, 2))),
    async () => {
      controller.abort(new Error('cancelled'));
      return calls[2] ?? callOf(0);
    },
  ];
  for (const answer of answers) {
    const paid = modelsFor({ ctx: world.ctx, models: new PricedModels(null, answer) }, payer);
    await paid.writeItems(request, { signal: controller.signal }).catch(() => undefined);
  }
  const written = await world.ctx.db.select().from(llmCalls).where(eq(llmCalls.jobId, jobId)).orderBy(llmCalls.id);
  expect(written).toMatchObject([
    { inputTokens: 9, cachedTokens: 4, outputTokens: 3, salvagedItems: 2, lostItems: 1, microdollars: 3, outcome: 'salvaged' },
    { outputTokens: 5, microdollars: 5, errorCode: 'model_unusable_output' },
    { microdollars: 0, errorCode: 'aborted' },
  ]);
});
