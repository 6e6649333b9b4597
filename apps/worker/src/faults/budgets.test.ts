import { retryJob } from '@lectern/core';
import { budgetMonths, jobs } from '@lectern/db';
import { queueBackends, waitFor } from '@lectern/testing';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked, createFaultWorld, type FaultWorld } from '../testing/fault-world.ts';

const prices = { input: 0.2, output: 0.8 };
const budgetUsd = 10;

describe.each(queueBackends())('the budget of a month, with queue and limits on %s', (backend) => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await createFaultWorld(backend);
  });
  afterEach(async () => {
    await world.reset();
    await world.ctx.db.delete(budgetMonths);
  });
  afterAll(() => world.close());

  /** As if another job of the same payer had cost so much meanwhile. */
  async function spend(usd: number): Promise<void> {
    await world.ctx.db
      .insert(budgetMonths)
      .values({ payerId: world.actor.userId, month: sql`to_char(now() at time zone 'UTC', 'YYYY-MM')`, spentMicrodollars: usd * 1e6 })
      .onConflictDoUpdate({ target: [budgetMonths.payerId, budgetMonths.month], set: { spentMicrodollars: usd * 1e6 } });
  }

  it('that is used up turns a request down before any work, and leaves no job behind', async () => {
    const proxy = await world.startProxy();
    await world.serve({ chat: [{ name: 'paid', url: proxy.url, prices }], monthlyBudgetUsd: budgetUsd });
    await spend(budgetUsd);
    const before = await world.ctx.db.$count(jobs);
    await expect(world.generate(world.courseId)).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(await world.ctx.db.$count(jobs)).toBe(before);
    expect(proxy.records).toEqual([]);
  });

  it(
    'that is used up in mid-job leaves what was accepted, says so, and a higher one brings the rest by a retry',
    { timeout: 60_000 },
    async () => {
      const proxy = await world.startProxy([
        { schema: 'write_questions', times: 1, fault: { kind: 'too_few_items', keep: 3 } },
        { schema: 'verify_questions', times: 1, latency: { meanMs: 1_500 } },
      ]);
      const chat = [{ name: 'paid', url: proxy.url, prices }];
      await world.serve({ chat, monthlyBudgetUsd: budgetUsd });
      const jobId = await world.generate(world.courseId);
      await waitFor(() => asked(proxy, 'verify_questions').length === 1, { timeoutMs: 20_000 });
      await spend(budgetUsd);
      const ended = await world.ended(jobId);
      const { length } = await world.bank();
      expect(length).toBeGreaterThanOrEqual(1);
      expect(ended).toMatchObject({
        state: 'succeeded',
        result: { accepted: length, shortfall: { missing: 5 - length, reason: 'budget_exceeded' } },
      });
      expect(proxy.records).toHaveLength(2);

      await world.endWorkers();
      await world.serve({ chat, monthlyBudgetUsd: 2 * budgetUsd });
      await retryJob(world.ctx, { actor: world.actor, id: jobId });
      expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 2, result: { accepted: 5 } });
      expect(await world.bank()).toHaveLength(5);
      expect(await world.paidTwice(jobId)).toEqual([]);
    },
  );
});
