import { taskCatalog } from '@lectern/contract';
import { budgetMonths, budgetReservations } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { inTransaction } from '../ctx.ts';
import { ModelError } from '../ports/model-error.ts';
import { checkBudget } from './check-budget.ts';
import { modelsFor } from './models-for.ts';
import { reservationMs } from './reserve-budget.ts';
import { type BooksWorld, createBooksWorld } from './testing/books-world.ts';
import { callOf, PricedModels } from './testing/priced-models.ts';

let world: BooksWorld;
let payerId: string;
beforeAll(async () => {
  world = await createBooksWorld();
});
beforeEach(async () => {
  payerId = await world.newUser();
});
afterAll(() => world.close());

function ask(models: PricedModels, maxOutputTokens: number, { ctx = world.ctx, signal = new AbortController().signal } = {}) {
  const paid = modelsFor({ ctx, models }, { jobId: null, taskId: null, billedTo: payerId });
  return paid.writeItems({ purpose: 'write', system: '', user: '', item: z.string(), maxOutputTokens }, { signal });
}

function months() {
  const { month, spentMicrodollars: spent } = budgetMonths;
  return world.ctx.db.select({ month, spent }).from(budgetMonths).where(eq(budgetMonths.payerId, payerId)).orderBy(month);
}

async function spent(): Promise<number> {
  return (await months()).reduce((sum, month) => sum + month.spent, 0);
}

const reserved = () => world.ctx.db.$count(budgetReservations, eq(budgetReservations.payerId, payerId));

it('any number of calls at once, in several processes, never spend more than the budget', async () => {
  const call = fc.record({ most: fc.integer({ min: 1, max: 60 }), share: fc.double({ min: 0, max: 1, noNaN: true }), here: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 16, maxLength: 24 }), fc.integer({ min: 0, max: 400 }), async (calls, limit) => {
      payerId = await world.newUser();
      let underWay = 0;
      const asking = calls.map(async ({ most, share, here }) => {
        const models = new PricedModels(limit, async () => {
          underWay += most;
          expect(underWay).toBeLessThanOrEqual(limit);
          const cost = Math.floor(most * share);
          underWay -= most - cost;
          return callOf(cost);
        });
        await ask(models, most, { ctx: here ? world.ctx : world.elsewhere });
      });
      const refused = (await Promise.allSettled(asking)).filter((result) => result.status === 'rejected');
      for (const { reason } of refused) expect(['budget_exceeded', 'model_rate_limited']).toContain(reason.code);
      expect(await spent()).toBe(underWay);
      expect(await spent()).toBeLessThanOrEqual(limit);
      expect(await reserved()).toBe(0);
    }),
    { numRuns: 25 },
  );
});

it('a call that could cost more than is left is not made, and says why; a cheaper one still is', async () => {
  const models = new PricedModels(100, () => callOf(70));
  await ask(models, 90);
  await expect(ask(models, 40)).rejects.toMatchObject({ code: 'budget_exceeded', retryable: false });
  expect(models.calls).toBe(1);
  await ask(new PricedModels(100, () => callOf(30)), 30);
  expect(await spent()).toBe(100);
});

it('a call that finds the rest reserved by others comes again instead of failing', async () => {
  const answered = Promise.withResolvers<void>();
  const slow = ask(new PricedModels(100, () => answered.promise.then(() => callOf(10))), 80);
  await expect.poll(reserved).toBe(1);
  const models = new PricedModels(100, () => callOf(10));
  await expect(ask(models, 50)).rejects.toMatchObject({ code: 'model_rate_limited', retryAfterMs: 2_000 });
  answered.resolve();
  await slow;
  await ask(models, 50);
  expect(await spent()).toBe(20);
});

it('a call that costs more than the most it could is spent in full, and the next one is refused', async () => {
  await ask(new PricedModels(100, () => callOf(130)), 50);
  expect(await spent()).toBe(130);
  await expect(ask(new PricedModels(100, () => callOf(1)), 1)).rejects.toMatchObject({ code: 'budget_exceeded' });
});

it('a call that failed costs what it cost, and holds nothing any longer', async () => {
  const unusable = new ModelError('model_unusable_output', [callOf(20, { outcome: 'error' })]);
  await expect(ask(new PricedModels(100, () => Promise.reject(unusable)), 90)).rejects.toBe(unusable);
  expect([await spent(), await reserved()]).toEqual([20, 0]);
});

it('an aborted call holds its reservation until it expires, for nobody knows what it costs', async () => {
  const controller = new AbortController();
  const aborting = new PricedModels(100, () => {
    controller.abort(new Error('cancelled'));
    return callOf(0, { outcome: 'error', errorCode: 'aborted' });
  });
  await expect(ask(aborting, 90, { signal: controller.signal })).rejects.toThrow('cancelled');
  const models = new PricedModels(100, () => callOf(20));
  await expect(ask(models, 20)).rejects.toMatchObject({ code: 'model_rate_limited' });
  // Work is accepted all the same: it waits until it is known.
  await check(100, 20);
  await world.ctx.db
    .update(budgetReservations)
    .set({ expiresAt: sql`now()` })
    .where(eq(budgetReservations.payerId, payerId));
  await check(100, 20);
  await ask(models, 20);
  expect([await spent(), await reserved()]).toEqual([20, 0]);
});

it('no task outlives the reservations of its calls', () => {
  for (const { timeoutMs } of Object.values(taskCatalog)) expect(timeoutMs).toBeLessThan(reservationMs / 2);
});

it('a new month begins with nothing spent, and a call that began in the old one is spent there', async () => {
  const answered = Promise.withResolvers<void>();
  const slow = ask(new PricedModels(100, () => answered.promise.then(() => callOf(60))), 90);
  await expect.poll(reserved).toBe(1);
  // The clock cannot be turned on, so the past is made older.
  await world.ctx.db.update(budgetReservations).set({ month: '2020-01' }).where(eq(budgetReservations.payerId, payerId));
  await world.ctx.db.update(budgetMonths).set({ month: '2020-01', spentMicrodollars: 10 }).where(eq(budgetMonths.payerId, payerId));
  await ask(new PricedModels(100, () => callOf(95)), 100);
  answered.resolve();
  await slow;
  const now = new Date().toISOString().slice(0, 7);
  expect((await months()).map(({ month }) => month)).toContain(now);
  expect((await months()).find(({ month }) => month === now)?.spent).toBeGreaterThanOrEqual(95);
  expect(await spent()).toBe(10 + 60 + 95);
  expect(await reserved()).toBe(0);
});

it('without a limit nothing is reserved, and what is spent is counted all the same', async () => {
  const models = new PricedModels(null, async () => {
    expect(await reserved()).toBe(0);
    return callOf(1_000);
  });
  await ask(models, 2_000);
  expect(await spent()).toBe(1_000);
});

it('calls for somebody who is gone have no budget to keep to', async () => {
  const models = new PricedModels(1, () => callOf(5));
  const paid = modelsFor({ ctx: world.ctx, models }, { jobId: null, taskId: null, billedTo: null });
  const request = { purpose: 'write', system: '', user: '', item: z.string(), maxOutputTokens: 10 };
  await paid.writeItems(request, { signal: new AbortController().signal });
  expect(models.calls).toBe(1);
  await checkBudget({ ...world.ctx, models }, { payerId: null, needs: 10 });
});

it('whoever has too little left is told before any work is accepted', async () => {
  await check(100, 100);
  await expect(check(100, 101)).rejects.toMatchObject({ code: 'budget_exceeded' });
  await ask(new PricedModels(100, () => callOf(60)), 60);
  await check(100, 40);
  await expect(check(100, 41)).rejects.toMatchObject({ code: 'budget_exceeded' });
  await check(100, 0);
  const models = new PricedModels(null, () => callOf(0));
  await checkBudget({ ...world.ctx, models }, { payerId, needs: 1_000_000 });
});

async function check(monthlyBudget: number, needs: number): Promise<void> {
  await inTransaction({ ...world.ctx, models: { monthlyBudget } }, (ctx) => checkBudget(ctx, { payerId, needs }));
}
