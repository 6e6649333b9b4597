import { createTestDatabase, type TestDatabase } from '@lectern/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDb, type Database } from '@lectern/db';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** How often the only connection of a pool has prepared a statement that holds this word. */
async function prepared({ db }: Database, word: string): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from pg_prepared_statements where statement like ${`%${word}%`} and statement not like '%pg_prepared%'`);
  return row?.count ?? 0;
}

async function withPool(prepare: boolean, work: (pool: Database) => Promise<void>): Promise<void> {
  const pool = createDb(database.url, { max: 1, prepare });
  try {
    await work(pool);
  } finally {
    await pool.close();
  }
}

it('a statement is planned once for a connection, however often it comes, in a transaction as well', async () => {
  await withPool(true, async (pool) => {
    const ask = (value: number) => pool.db.execute<{ swallow: number }>(sql`select ${value}::int as swallow`);
    expect((await ask(1))[0]).toEqual({ swallow: 1 });
    expect((await ask(2))[0]).toEqual({ swallow: 2 });
    await pool.db.transaction(async (tx) => {
      expect((await tx.execute(sql`select ${3}::int as swallow`))[0]).toEqual({ swallow: 3 });
      await tx.transaction(async (inner) => expect((await inner.execute(sql`select ${4}::int as swallow`))[0]).toEqual({ swallow: 4 }));
    });
    expect(await prepared(pool, 'swallow')).toBe(1);
  });
});

it('long lists are not kept, since there is another one for each length', async () => {
  await withPool(true, async (pool) => {
    const list = sql.join(
      Array.from({ length: 41 }, (_, at) => sql`${at}::int`),
      sql`, `,
    );
    await pool.db.execute(sql`select 7 as heron where 7 in (${list})`);
    expect(await prepared(pool, 'heron')).toBe(0);
  });
});

it('behind a pooler nothing is prepared', async () => {
  await withPool(false, async (pool) => {
    await pool.db.execute(sql`select ${1}::int as magpie`);
    expect(await prepared(pool, 'magpie')).toBe(0);
  });
});

it('a table that is changed under a running process is no error', async () => {
  await withPool(true, async (pool) => {
    await pool.db.execute(sql`create table changing (one int)`);
    await pool.db.execute(sql`insert into changing values (1)`);
    const read = () => pool.db.execute(sql`select * from changing where one = ${1}`);
    expect((await read())[0]).toEqual({ one: 1 });
    const [other] = [createDb(database.url, { max: 1 })];
    await other.db.execute(sql`alter table changing add column two int`);
    await other.close();
    expect((await read())[0]).toEqual({ one: 1, two: null });
  });
});
