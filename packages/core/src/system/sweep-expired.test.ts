import { createDb, idempotencyKeys, invitations, logins, users, verifications, type Database } from '@lectern/db';
import { createTestDatabase, type TestDatabase } from '@lectern/testing';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Ctx } from '../ctx.ts';
import { MemoryQueue } from '../jobs/testing/memory-queue.ts';
import { planners } from '../planners.ts';
import { sweepExpired } from './sweep-expired.ts';

let testDatabase: TestDatabase;
let database: Database;
let ctx: Ctx;
let userId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDb(testDatabase.url, { max: 2 });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  ctx = { db: database.db, queue: new MemoryQueue(), planners, changes: { publish: () => {}, close: async () => {} }, log };
});
beforeEach(async () => {
  userId = uuidv7();
  await ctx.db.insert(users).values({ id: userId, name: 'Maria', role: 'teacher' });
});
afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

const ago = (interval: string) => sql`now() - ${interval}::interval`;
const sweep = () => sweepExpired(ctx, { auditDays: 365 });

it('a login goes when it has run out, and not before', async () => {
  const login = (token: string) => ({ id: uuidv7(), userId, token });
  await ctx.db.insert(logins).values([
    { ...login('over'), expiresAt: ago('1 minute') },
    { ...login('good'), expiresAt: ago('-1 minute') },
  ]);
  await sweep();
  expect(await ctx.db.select({ token: logins.token }).from(logins)).toEqual([{ token: 'good' }]);
});

it('a verification goes when it has run out, and not before', async () => {
  await ctx.db.insert(verifications).values([
    { id: uuidv7(), identifier: 'over', value: 'v', expiresAt: ago('1 minute') },
    { id: uuidv7(), identifier: 'good', value: 'v', expiresAt: ago('-1 minute') },
  ]);
  await sweep();
  expect(await ctx.db.select({ identifier: verifications.identifier }).from(verifications)).toEqual([{ identifier: 'good' }]);
});

it('an invitation can be looked up for 30 days after it has run out', async () => {
  await ctx.db.insert(invitations).values([
    { id: uuidv7(), tokenHash: 'over', role: 'student', expiresAt: ago('30 days 1 minute') },
    { id: uuidv7(), tokenHash: 'lately', role: 'student', expiresAt: ago('29 days 23 hours') },
  ]);
  await sweep();
  expect(await ctx.db.select({ tokenHash: invitations.tokenHash }).from(invitations)).toEqual([{ tokenHash: 'lately' }]);
});

it('the answer to a request is kept for a day', async () => {
  const row = { userId, route: 'createCourse', requestHash: 'h', status: 200, body: {} };
  await ctx.db.insert(idempotencyKeys).values([
    { ...row, key: 'old', createdAt: ago('1 day 1 minute') },
    { ...row, key: 'lately', createdAt: ago('23 hours') },
  ]);
  await sweep();
  expect(await ctx.db.select({ key: idempotencyKeys.key }).from(idempotencyKeys)).toEqual([{ key: 'lately' }]);
});
