import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueName } from '@lectern/contract';
import type { Db, DbOrTx, Tx } from '@lectern/db';
import type { JobPlanners } from './jobs/types.ts';
import type { ChangePublisher, Delivery, Log, QueueProducer } from './ports/index.ts';

/** What every verb gets. Verbs that need more ask for it: `ctx: Ctx & { files: FileStore }`. */
export interface Ctx {
  db: Db;
  queue: QueueProducer;
  changes: ChangePublisher;
  planners: JobPlanners;
  log: Log;
  /** The open transaction, when a verb is called by another. */
  open?: OpenTransaction;
}

interface OpenTransaction {
  tx: Tx;
  afterCommit: (() => void | Promise<void>)[];
  /** Tasks to be handed to the queue after the commit, all in one go: a queue that hangs costs one time limit, not one per job. */
  toSend: string[];
  /** Deliveries to be taken out of the queue after the commit, likewise. */
  toRemove: (Delivery & { queue: QueueName })[];
}

/** A context inside a transaction. */
export type TxCtx<C extends Ctx = Ctx> = C & { open: OpenTransaction };

/** For reads: the open transaction if there is one, else the pool. */
export function reader(ctx: Ctx): DbOrTx {
  return ctx.open?.tx ?? ctx.db;
}

/**
 * Two that waited for each other: the database gave one of them up, and it can begin anew. Likewise a row that is gone when another is to
 * refer to it: who begins anew finds another one, or says that there is none.
 */
const conflictCodes: ReadonlySet<unknown> = new Set(['40P01', '40001', '23503']);
const maxTries = 3;
const retryAfterMs = 50;

/**
 * Runs `work` in a transaction: the open one, or a new one. What `afterCommit` collected runs once the outermost
 * commit is through; it is best effort by contract (the reconciler does again what got lost), so its errors are logged.
 * A deadlock, or a row that was just removed, has the outermost `work` run again from its beginning, three times in all.
 */
export async function inTransaction<C extends Ctx, R>(ctx: C, work: (ctx: TxCtx<C>) => Promise<R>): Promise<R> {
  if (ctx.open) return work({ ...ctx, open: ctx.open });
  const { result, actions } = await commit(ctx, work);
  for (const action of actions) {
    try {
      await action();
    } catch (error) {
      ctx.log.warn({ err: error }, 'an action after a commit failed; the reconciler will do it');
    }
  }
  return result;
}

async function commit<C extends Ctx, R>(ctx: C, work: (ctx: TxCtx<C>) => Promise<R>) {
  for (let tries = 1; ; tries += 1) {
    // Of this try alone: what the one before collected was never committed.
    const actions: OpenTransaction['afterCommit'] = [];
    try {
      const result = await ctx.db.transaction((tx) => work({ ...ctx, open: { tx, afterCommit: actions, toSend: [], toRemove: [] } }));
      return { result, actions };
    } catch (error) {
      if (tries === maxTries || !isConflict(error)) throw error;
      await sleep(retryAfterMs * tries * (0.5 + Math.random()));
    }
  }
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && conflictCodes.has(error.code)) || isConflict(error.cause);
}

/** Has something done once the transaction is committed: hand-overs to the queue, notifications. */
export function afterCommit(ctx: TxCtx, action: () => void | Promise<void>): void {
  ctx.open.afterCommit.push(action);
}
