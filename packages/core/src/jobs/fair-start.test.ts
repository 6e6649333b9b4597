import { jobs, tasks } from '@lectern/db';
import { eq, inArray } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planners } from '../planners.ts';
import { claimTask } from './claim-task.ts';
import { maxPriority } from './constants.ts';
import { toPriority } from './fair-start.ts';
import { finishTask } from './finish-task.ts';
import { createLedgerWorld, type LedgerWorld } from './testing/ledger-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

/** Takes the best delivery and does it; returns whose job it was. */
async function serveOne(): Promise<string> {
  const [delivery] = world.queue.deliveries();
  if (!delivery) throw new Error('nothing is waiting');
  const outcome = await claimTask(world.ctx, { ...delivery, stalled: false, workerId: uuidv7() });
  if (outcome.kind === 'claimed') await finishTask(world.ctx, outcome.claim, world.storeOf(outcome.claim));
  world.queue.acknowledge(delivery);
  const [owner] = await world.ctx.db
    .select({ userId: jobs.requestedBy })
    .from(tasks)
    .innerJoin(jobs, eq(jobs.id, tasks.jobId))
    .where(eq(tasks.id, delivery.taskId));
  return owner?.userId ?? '';
}

describe('whose turn it is', () => {
  it('a teacher with one job does not wait behind five hundred tasks of another, who does not starve either', async () => {
    const [busy, quick] = [await world.newUser(), await world.newUser()];
    for (let at = 0; at < 100; at += 1) await world.accept(busy, 5);
    for (let at = 0; at < 20; at += 1) await serveOne();
    const jobId = await world.accept(quick, 3);
    const served: string[] = [];
    for (let at = 0; at < 20; at += 1) served.push(await serveOne());
    const [job] = await world.ctx.db.select().from(jobs).where(eq(jobs.id, jobId));
    // Three tasks and the acceptance behind them, each after at most one task per stage of the other.
    expect(job?.state, served.map((id) => (id === quick ? 'q' : 'b')).join('')).toBe('succeeded');
    expect(served).toContain(busy);
    world.queue.empty();
  });

  it('stages of many tasks give the others no longer wait either', async () => {
    const [busy, quick] = [await world.newUser(), await world.newUser()];
    for (let at = 0; at < 20; at += 1) await world.accept(busy, 1, 20);
    for (let at = 0; at < 30; at += 1) await serveOne();
    const jobId = await world.accept(quick, 1);
    const served: string[] = [];
    for (let at = 0; at < 12; at += 1) served.push(await serveOne());
    const [job] = await world.ctx.db.select().from(jobs).where(eq(jobs.id, jobId));
    expect(job?.state, served.map((id) => (id === quick ? 'q' : 'b')).join('')).toBe('succeeded');
    world.queue.empty();
  });

  it('of one teacher’s jobs the one that is nearly finished goes first', async () => {
    const teacher = await world.newUser();
    const ids = [];
    for (let at = 0; at < 5; at += 1) ids.push(await world.accept(teacher, 2));
    while (world.queue.deliveries().length > 0) {
      await serveOne();
      const rows = await world.ctx.db.select({ state: jobs.state }).from(jobs).where(inArray(jobs.id, ids));
      // Two calls at once may straddle two jobs; more than that would mean that all end together, at the end.
      expect(rows.filter((row) => row.state === 'running').length).toBeLessThanOrEqual(2);
    }
  });

  it('priorities stay within what the broker knows', () => {
    expect(toPriority(0, 0)).toBe(1);
    expect(toPriority(5, 10)).toBe(1);
    expect(toPriority(1e9, 0)).toBe(maxPriority);
    expect(toPriority(10.5, 10)).toBeGreaterThan(toPriority(10.25, 10));
  });
});
