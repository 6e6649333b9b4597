import type { QueueConfig } from '@lectern/queue';
import type { Database } from '@lectern/db';
import { Redis } from 'ioredis';

/** Empties the queue's store as an operator would by mistake: FLUSHDB on Redis, TRUNCATE of BullMQ's tables on Postgres. */
export async function emptyQueue(queue: QueueConfig, { sql }: Database): Promise<void> {
  if (queue.backend === 'redis') {
    const redis = new Redis(queue.url);
    await redis.flushdb();
    redis.disconnect();
    return;
  }
  const tables = await sql<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'`;
  await sql.unsafe(`truncate ${tables.map(({ name }) => `bullmq.${name}`).join(', ')}`);
}
