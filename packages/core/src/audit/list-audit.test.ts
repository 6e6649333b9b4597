import { auditEntries, createDb, users, type Database } from '@lectern/db';
import { createTestDatabase, type TestDatabase } from '@lectern/testing';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ctx } from '../ctx.ts';
import { MemoryQueue } from '../jobs/testing/memory-queue.ts';
import { planners } from '../planners.ts';
import { sweepExpired } from '../system/sweep-expired.ts';
import { audit } from './audit.ts';
import { listAudit } from './list-audit.ts';

let testDatabase: TestDatabase;
let database: Database;
let ctx: Ctx;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDb(testDatabase.url, { max: 2 });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  ctx = { db: database.db, queue: new MemoryQueue(), planners, changes: { publish: () => {}, close: async () => {} }, log };
});
afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

async function somebody(name: string): Promise<string> {
  const id = uuidv7();
  await ctx.db.insert(users).values({ id, name, role: 'teacher' });
  return id;
}

it('is read newest first, page by page, by who, what, to which thing and when', async () => {
  const [maria, john] = [await somebody('Maria'), await somebody('John')];
  const courseId = uuidv7();
  for (const userId of [maria, john, maria]) {
    const actor = { userId, role: 'teacher' as const, from: { address: '192.0.2.1', requestId: 'r' } };
    await audit(ctx, { actor, action: 'course.renamed', subject: { type: 'course', id: courseId } });
  }
  await audit(ctx, { actor: undefined, action: 'account.sign_in_failed' });
  const first = await listAudit(ctx, { subjectId: courseId, limit: 2 });
  expect(first.items.map((entry) => entry.actorName)).toEqual(['Maria', 'John']);
  const second = await listAudit(ctx, { subjectId: courseId, limit: 2, cursor: first.nextCursor ?? '' });
  expect(second).toMatchObject({ items: [{ actorId: maria, address: '192.0.2.1', requestId: 'r' }], nextCursor: null });
  expect((await listAudit(ctx, { actorId: john, limit: 9 })).items).toHaveLength(1);
  expect((await listAudit(ctx, { action: 'account.sign_in_failed', limit: 9 })).items).toMatchObject([{ actorId: null, actorName: null }]);
  const at = first.items[0]?.at.toISOString() ?? '';
  expect((await listAudit(ctx, { subjectId: courseId, to: at, limit: 9 })).items.every((entry) => entry.at.toISOString() < at)).toBe(true);
  expect((await listAudit(ctx, { subjectId: courseId, from: at, limit: 9 })).items.length).toBeGreaterThan(0);
});

it('cannot be changed, emptied or shortened', async () => {
  await audit(ctx, { actor: undefined, action: 'account.sign_in_failed', from: { address: '192.0.2.1', requestId: 'r' } });
  const refused = { cause: expect.objectContaining({ message: expect.stringContaining('append-only') }) };
  await expect(ctx.db.update(auditEntries).set({ action: 'account.created' })).rejects.toMatchObject(refused);
  await expect(ctx.db.update(auditEntries).set({ address: null })).rejects.toMatchObject(refused);
  await expect(ctx.db.delete(auditEntries)).rejects.toMatchObject(refused);
  await expect(ctx.db.execute(sql`truncate ${auditEntries}`)).rejects.toMatchObject(refused);
});

it('is kept for as long as the installation says, and no longer', async () => {
  const [old, recent] = [uuidv7(), uuidv7()];
  const days = (count: number) => sql`now() - ${count} * interval '1 day'`;
  await ctx.db.insert(auditEntries).values([
    { id: old, action: 'account.created', at: days(61) },
    { id: recent, action: 'account.created', at: days(59) },
  ]);
  await sweepExpired(ctx, { auditDays: 60 });
  expect(await ctx.db.$count(auditEntries, eq(auditEntries.id, old))).toBe(0);
  expect(await ctx.db.$count(auditEntries, eq(auditEntries.id, recent))).toBe(1);
});

it('what a request wrote late for somebody who was erased goes', async () => {
  const userId = await somebody('');
  await ctx.db
    .update(users)
    .set({ erasedAt: sql`now() - interval '5 minutes'` })
    .where(eq(users.id, userId));
  await audit(ctx, { actor: { userId, role: 'teacher', from: { address: '192.0.2.9', requestId: 'r' } }, action: 'course.renamed' });
  await sweepExpired(ctx, { auditDays: 60 });
  expect((await listAudit(ctx, { actorId: userId, limit: 9 })).items).toMatchObject([{ address: null }]);
});
