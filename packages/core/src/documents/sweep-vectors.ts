import { documents, tasks } from '@lectern/db';
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { VectorIndex } from '../ports/index.ts';
import { repeat } from '../repeat.ts';

const everyMs = 60 * 60 * 1_000;
const idsPerLook = 100;
const lookTimeoutMs = 60_000;

/**
 * Removes vectors that landed after their document's erasure had looked: those of a worker that died before it could take them
 * back. Looks for what was erased within two days. Ends early when the signal aborts. Returns how many it found.
 */
export async function sweepVectors(ctx: Ctx & { vectors: VectorIndex }, signal?: AbortSignal): Promise<number> {
  let found = 0;
  let after: string | undefined;
  do {
    if (signal?.aborted) break;
    const erased = await findErased(ctx, after);
    found += await removeVectors(ctx, await withoutRow(ctx, erased), signal);
    after = erased.length < idsPerLook ? undefined : erased.at(-1);
  } while (after !== undefined);
  return found;
}

async function findErased({ db }: Ctx, after: string | undefined): Promise<string[]> {
  const id = sql<string>`${tasks.payload} ->> 'documentId'`;
  const erased = await db
    .selectDistinct({ id })
    .from(tasks)
    .where(
      and(
        eq(tasks.queue, 'maintenance'),
        gt(tasks.finishedAt, sql`now() - interval '2 days'`),
        eq(tasks.name, 'document.erase'),
        after === undefined ? undefined : gt(id, after),
      ),
    )
    .orderBy(asc(id))
    .limit(idsPerLook);
  return erased.map((each) => each.id);
}

async function withoutRow({ db }: Ctx, ids: string[]): Promise<string[]> {
  const there = await db.select({ id: documents.id }).from(documents).where(inArray(documents.id, ids));
  const rows = new Set(there.map((each) => each.id));
  return ids.filter((id) => !rows.has(id));
}

async function removeVectors({ vectors }: { vectors: VectorIndex }, ids: string[], signal?: AbortSignal): Promise<number> {
  if (ids.length === 0) return 0;
  const timeout = AbortSignal.timeout(lookTimeoutMs);
  const options = { signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
  const found = await vectors.countDocuments(ids, options);
  if (found > 0) await vectors.eraseDocuments(ids, options);
  return found;
}

/** Sweeps now and every hour. */
export function startVectorSweeper(ctx: Ctx & { vectors: VectorIndex }): { close(): Promise<void> } {
  return repeat({
    everyMs,
    what: 'sweeping the index',
    log: ctx.log,
    action: async (signal) => {
      const found = await sweepVectors(ctx, signal);
      if (found > 0) ctx.log.info({ found }, 'removed vectors that landed after their document was erased');
    },
  });
}
