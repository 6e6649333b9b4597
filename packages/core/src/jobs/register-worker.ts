import type { QueueName } from '@lectern/contract';
import { workers } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../ctx.ts';

interface RegisterWorkerInput {
  host: string;
  pid: number;
  queues: QueueName[];
  /** How many tasks of each queue run at once. */
  slots: Partial<Record<QueueName, number>>;
}

/** Makes a worker process known; returns its id. */
export async function registerWorker(ctx: Ctx, input: RegisterWorkerInput): Promise<string> {
  const id = uuidv7();
  await ctx.db.insert(workers).values({ id, ...input });
  return id;
}

/** A worker that leaves in good order is gone at once, not after its lease. */
export async function unregisterWorker(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.delete(workers).where(eq(workers.id, id));
}
