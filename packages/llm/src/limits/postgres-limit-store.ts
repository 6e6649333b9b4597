import postgres from 'postgres';
import { readReserveAnswer } from './answers.ts';
import type { LimitStore } from './limit-store.ts';
import { bucketMs, spanBuckets, storeTimeoutMs } from './window.ts';

/** Limits in the database, by its clock: needs its migrations (the function `reserve_limit` and the tables `limit_*`). */
export function createPostgresLimitStore({ url }: { url: string }): LimitStore {
  const sql = postgres(url, {
    max: 2,
    // Works behind a pooler in transaction mode, too.
    prepare: false,
    idle_timeout: 30,
    connect_timeout: storeTimeoutMs / 1_000,
    // Nobody handles the rejection of this query of the driver's own, which would end the process.
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'lectern-limits', statement_timeout: storeTimeoutMs },
  });
  const clock = (atMs: number | undefined) =>
    atMs === undefined ? sql`floor(extract(epoch from clock_timestamp()) * 1000)::bigint` : sql`${atMs}::bigint`;

  return {
    async reserve(candidates, need, { maxWaitMs, atMs }) {
      const given = candidates.map(({ group, gates, limits }) => ({
        group,
        gates: [...gates],
        requests: limits.requestsPerMinute ?? null,
        tokens: limits.tokensPerMinute ?? null,
      }));
      const [row] = await inTime(
        sql<{ answer: unknown }[]>`select reserve_limit(${sql.json(given)}, ${need.requests}, ${Math.ceil(need.tokens)},
          ${maxWaitMs}, ${bucketMs}, ${spanBuckets}, ${atMs ?? null}) as answer`,
      );
      return readReserveAnswer(row?.answer, candidates, need);
    },
    async settle({ group, bucket, tokens }, actual) {
      await inTime(
        sql`update limit_buckets set tokens = tokens + ${Math.ceil(actual) - tokens} where name = ${group} and bucket = ${bucket}`,
      );
    },
    async cancel({ group, bucket, requests, tokens }) {
      await inTime(
        sql`update limit_buckets set requests = requests - ${requests}, tokens = tokens - ${tokens}
          where name = ${group} and bucket = ${bucket}`,
      );
    },
    async block(gate, reason, forMs, { atMs } = {}) {
      await inTime(
        sql`insert into limit_gates as gate (name, blocked_until, reason)
          values (${gate}, ${clock(atMs)} + ${Math.ceil(forMs)}::bigint, ${reason})
          on conflict (name) do update set blocked_until = excluded.blocked_until, reason = excluded.reason
          where gate.blocked_until < excluded.blocked_until`,
      );
    },
    async readBlocked(gates, { atMs } = {}) {
      if (gates.length === 0) return [];
      return inTime(
        sql<{ name: string; reason: string; forMs: number }[]>`
          select name, reason, (blocked_until - ${clock(atMs)})::float8 as "forMs" from limit_gates
          where name in ${sql([...gates])} and blocked_until > ${clock(atMs)}`,
      );
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

/** The driver waits for ever where the network swallows the answer. */
async function inTime<Rows extends readonly postgres.MaybeRow[]>(query: postgres.PendingQuery<Rows & postgres.MaybeRow[]>): Promise<Rows> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The database said nothing for ${storeTimeoutMs} ms`)), storeTimeoutMs);
  });
  try {
    return await Promise.race([query, late]);
  } finally {
    clearTimeout(timer);
  }
}
