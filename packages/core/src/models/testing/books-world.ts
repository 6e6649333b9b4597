import { createDb, users } from '@lectern/db';
import { createTestDatabase } from '@lectern/testing';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../../ctx.ts';
import { MemoryQueue } from '../../jobs/testing/memory-queue.ts';
import { planners } from '../../planners.ts';

/** A database with books to write into. */
export interface BooksWorld {
  ctx: Ctx;
  /** The same with connections of its own, as another process has them. */
  elsewhere: Ctx;
  newUser(): Promise<string>;
  close(): Promise<void>;
}

export async function createBooksWorld(): Promise<BooksWorld> {
  const testDatabase = await createTestDatabase();
  const databases = [createDb(testDatabase.url, { max: 8 }), createDb(testDatabase.url, { max: 8 })] as const;
  const [here, there] = databases;
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const changes = { publish: () => {}, close: async () => {} };
  const ctx: Ctx = { db: here.db, queue: new MemoryQueue(), planners, changes, log };
  return {
    ctx,
    elsewhere: { ...ctx, db: there.db },
    async newUser() {
      const id = uuidv7();
      await here.db.insert(users).values({ id, name: 'Teacher', role: 'teacher' });
      return id;
    },
    async close() {
      await Promise.all(databases.map((database) => database.close()));
      await testDatabase.close();
    },
  };
}
