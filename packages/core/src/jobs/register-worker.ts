import type { QueueName } from '@lectern/contract';
import { workers } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../ctx.ts';

/** A worker process as it is known to all. */
export interface WorkerRegistration {
  id: string;
  host: string;
  pid: number;
  queues: QueueName[];
  /** How many tasks of each queue run at once. */
  slots: Partial<Record<QueueName, number>>;
}

/** Makes a worker process known. */
export async function registerWorker(ctx: Ctx, input: Omit<WorkerRegistration, 'id'>): Promise<WorkerRegistration> {
  const registration = { id: uuidv7(), ...input };
  await renewRegistration(ctx, registration);
  return registration;
}

/** A sign of life. Written anew where it was removed meanwhile: a laptop that slept is no dead worker. */
export async function renewRegistration(ctx: Ctx, registration: WorkerRegistration): Promise<void> {
  await ctx.db
    .insert(workers)
    .values(registration)
    .onConflictDoUpdate({ target: workers.id, set: { heartbeatAt: sql`now()` } });
}

/** A worker that leaves in good order is gone at once, not after its lease. */
export async function unregisterWorker(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.delete(workers).where(eq(workers.id, id));
}
