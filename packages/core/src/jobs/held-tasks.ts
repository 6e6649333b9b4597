import { tasks } from '@lectern/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { cancelCheckMs, heartbeatMs } from './constants.ts';
import { renewRegistration, type WorkerRegistration } from './register-worker.ts';
import { ClaimLost, type Claim } from './types.ts';

/** What one worker holds. Renews all leases in one query and notices in one query what is no longer its own. */
export interface HeldTasks {
  hold(claim: Claim): { signal: AbortSignal; release(): void };
  count(): number;
  close(): Promise<void>;
}

interface Held {
  claim: Claim;
  controller: AbortController;
}

/** Starts the two timers; a query that fails is tried again at the next tick, the lease has room for three. */
export function createHeldTasks(ctx: Ctx, worker: WorkerRegistration): HeldTasks {
  const held = new Map<string, Held>();

  async function check(renew: boolean): Promise<void> {
    const before = [...held.values()];
    if (before.length === 0) return;
    const mine = await findMine(
      ctx,
      before.map(({ claim }) => claim),
      renew,
    );
    for (const { claim, controller } of before) {
      if (!mine.has(keyOf(claim))) controller.abort(new ClaimLost());
    }
  }

  const beat = every(heartbeatMs, async () => {
    await Promise.all([check(true), renewRegistration(ctx, worker)]);
  });
  const watch = every(cancelCheckMs, () => check(false));

  function every(ms: number, action: () => Promise<void>): { stop(): Promise<void> } {
    let running = Promise.resolve();
    const timer = setInterval(() => {
      running = running.then(action).catch((error: unknown) => ctx.log.warn({ err: error }, 'a heartbeat was missed'));
    }, ms);
    return {
      stop: () => {
        clearInterval(timer);
        return running;
      },
    };
  }

  return {
    hold(claim) {
      const controller = new AbortController();
      const key = keyOf(claim);
      held.set(key, { claim, controller });
      return { signal: controller.signal, release: () => void held.delete(key) };
    },
    count: () => held.size,
    async close() {
      await Promise.all([beat.stop(), watch.stop()]);
    },
  };
}

function keyOf(claim: { taskId: string; fence: number }): string {
  return `${claim.taskId}:${claim.fence}`;
}

/** Which of the claims still hold; with `renew` their heartbeats are renewed on the way. */
async function findMine(ctx: Ctx, claims: readonly Claim[], renew: boolean): Promise<Set<string>> {
  const pairs = sql.join(
    claims.map((claim) => sql`(${claim.taskId}::uuid, ${claim.fence}::int)`),
    sql`, `,
  );
  const mine = and(
    inArray(
      tasks.id,
      claims.map((claim) => claim.taskId),
    ),
    eq(tasks.state, 'running'),
    sql`(${tasks.id}, ${tasks.fence}) in (${pairs})`,
  );
  const columns = { taskId: tasks.id, fence: tasks.fence };
  const rows = renew
    ? await ctx.db
        .update(tasks)
        .set({ heartbeatAt: sql`now()` })
        .where(mine)
        .returning(columns)
    : await ctx.db.select(columns).from(tasks).where(mine);
  return new Set(rows.map(keyOf));
}
