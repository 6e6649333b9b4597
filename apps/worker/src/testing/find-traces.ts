import type { Database } from '@lectern/db';
import type { FileStore } from '@lectern/core';
import type { QueueConfig } from '@lectern/queue';
import { chromaUrl } from '@lectern/testing';
import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';

interface Places {
  database: Database;
  queue: QueueConfig;
  files: FileStore;
}

/** Where a word stands, in whatever case: `table x`, `queue y`, `index z`, `file k`. Looks through everything that an installation keeps. */
export async function findTraces({ database, queue, files }: Places, word: string): Promise<string[]> {
  const found = await Promise.all([
    inTables(database, word),
    inIndex(word),
    inFiles(files, word),
    queue.backend === 'redis' ? inRedis(queue, word) : [],
  ]);
  return found.flat().sort();
}

/** Of every schema: on Postgres the queue's own is one of them. */
async function inTables({ sql }: Database, word: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select from ${name} t where strpos(lower(t::text), $1) > 0 limit 1`, [word.toLowerCase()]);
    if (rows.length > 0) found.push(`table ${name.replace('public.', '')}`);
  }
  return found;
}

async function inIndex(word: string): Promise<string[]> {
  const base = new URL('/api/v2/tenants/default_tenant/databases/default_database/collections', chromaUrl());
  const collections = (await (await fetch(`${base}?limit=1000`)).json()) as { id: string; name: string }[];
  const found: string[] = [];
  for (const { id, name } of collections) {
    const body = JSON.stringify({ include: ['metadatas', 'documents', 'uris'] });
    const answer = await fetch(`${base}/${id}/get`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    if ((await answer.text()).toLowerCase().includes(word.toLowerCase())) found.push(`index ${name}`);
  }
  return found;
}

async function inFiles(files: FileStore, word: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of files.listOlderThan(-60_000)) {
    const content = await readFile(await files.localPath(key), 'latin1');
    if (`${key} ${content}`.toLowerCase().includes(word.toLowerCase())) found.push(`file ${key}`);
  }
  return found;
}

async function inRedis(queue: QueueConfig & { backend: 'redis' }, word: string): Promise<string[]> {
  const redis = new Redis(queue.url);
  try {
    const found: string[] = [];
    for await (const keys of redis.scanStream({ match: `${queue.prefix}*` }) as AsyncIterable<string[]>) {
      for (const key of keys) {
        const value = JSON.stringify(await readKey(redis, key));
        if (`${key} ${value}`.toLowerCase().includes(word.toLowerCase())) found.push(`queue ${key}`);
      }
    }
    return found;
  } finally {
    redis.disconnect();
  }
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return redis.get(key);
  }
}
