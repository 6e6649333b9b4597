import { budgetMonths, budgetReservations } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ctx } from '../ctx.ts';
import { type BooksWorld, createBooksWorld } from '../models/testing/books-world.ts';
import { callOf, PricedModels } from '../models/testing/priced-models.ts';
import type { ModelHealth, Models } from '../ports/index.ts';
import { getSystemStatus } from './system-status.ts';

let world: BooksWorld;
beforeAll(async () => {
  world = await createBooksWorld();
});
afterAll(() => world.close());

const about = { version: '1.2.3', edition: 'production', startedAt: new Date('2026-01-01') } as const;
const operator = { userId: uuidv7(), role: 'operator' } as const;

function withModels(monthlyBudget: number | null, health: () => Promise<ModelHealth[]> = async () => []): Ctx & { models: Models } {
  const models = new PricedModels(monthlyBudget, () => callOf(0));
  models.health = health;
  return { ...world.ctx, models };
}

it('an operator sees each model with the state of its keys, and when they are tried again', async () => {
  const health: ModelHealth = {
    use: 'chat',
    provider: 'groq',
    model: 'fast',
    breakerOpen: true,
    keys: [
      { name: 'groq/a', state: 'ok' },
      { name: 'groq/b', state: 'exhausted', forMs: 60_000 },
    ],
  };
  const ctx = withModels(null, async () => [health]);
  const status = await getSystemStatus(ctx, { actor: operator, about });
  expect(status).toMatchObject({ ...about, builtInModel: false, modelsError: null, budget: { limitMicrodollars: null } });
  expect(status.models).toMatchObject([
    { provider: 'groq', breakerOpen: true, keys: [{ state: 'ok', retryAt: null }, { name: 'groq/b' }] },
  ]);
  const retryMs = (status.models[0]?.keys[1]?.retryAt?.getTime() ?? 0) - Date.now();
  expect(Math.abs(retryMs - 60_000)).toBeLessThan(5_000);
});

it('keys whose state cannot be read hide nothing else', async () => {
  const ctx = withModels(5_000_000, () => Promise.reject(new Error('redis://user:secret@host')));
  const status = await getSystemStatus(ctx, { actor: operator, about });
  expect(status).toMatchObject({
    models: [],
    modelsError: expect.stringMatching(/does not answer/u),
    budget: { limitMicrodollars: 5_000_000 },
  });
  expect(JSON.stringify(status)).not.toContain('secret');
});

it('budgets are those of this month, with what calls under way may still cost', async () => {
  const [first, second, gone] = [await world.newUser(), await world.newUser(), await world.newUser()];
  const month = new Date().toISOString().slice(0, 7);
  await world.ctx.db.insert(budgetMonths).values([
    { payerId: first, month, spentMicrodollars: 10 },
    { payerId: second, month, spentMicrodollars: 20 },
    { payerId: gone, month: '2020-01', spentMicrodollars: 30 },
  ]);
  const reserve = (microdollars: number, expiresAt: Date) => ({ id: uuidv7(), payerId: first, month, microdollars, expiresAt });
  const [later, before] = [new Date(Date.now() + 60_000), new Date(Date.now() - 60_000)];
  await world.ctx.db.insert(budgetReservations).values([reserve(3, later), reserve(4, later), reserve(5, before)]);
  const { budget } = await getSystemStatus(withModels(100), { actor: operator, about });
  expect(budget).toEqual({
    month,
    limitMicrodollars: 100,
    payers: [
      { userId: second, name: 'Teacher', spentMicrodollars: 20, reservedMicrodollars: 0 },
      { userId: first, name: 'Teacher', spentMicrodollars: 10, reservedMicrodollars: 7 },
    ],
  });
  await world.ctx.db.execute(sql`delete from budget_reservations`);
});

it.each(['teacher', 'student'] as const)('a %s sees nothing of it', async (role) => {
  const actor = { userId: uuidv7(), role };
  await expect(getSystemStatus(withModels(null), { actor, about })).rejects.toMatchObject({ code: 'forbidden' });
});
