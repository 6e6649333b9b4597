import { hostname } from 'node:os';
import {
  createHeldTasks,
  registerWorker,
  runDelivery,
  startAttemptSweeper,
  startExpirySweeper,
  startFileSweeper,
  startReconciler,
  startVectorSweeper,
  taskHandlers,
  unregisterWorker,
} from '@lectern/core';
import { createQueueConsumer } from '@lectern/queue';
import { concurrencyOf } from './concurrency.ts';
import { createDeps } from './deps.ts';
import type { WorkerEnv } from './env.ts';

export interface RunningWorker {
  id: string;
  /** Takes nothing new, lets what runs finish within the grace, hands the rest back, closes everything. */
  close(): Promise<void>;
}

/** Starts to take tasks from the queues it is told. */
export async function startWorker(env: WorkerEnv): Promise<RunningWorker> {
  const deps = createDeps(env);
  const { ctx, log } = deps;
  const queues = env.worker.queues.map((name) => ({ name, concurrency: concurrencyOf(name, env.worker) }));
  const registration = await registerWorker(ctx, {
    host: hostname(),
    pid: process.pid,
    queues: env.worker.queues,
    slots: Object.fromEntries(queues.map(({ name, concurrency }) => [name, concurrency])),
  });
  const workerId = registration.id;
  const held = createHeldTasks(ctx, registration);
  const consumer = createQueueConsumer(env.queue, {
    queues,
    onDelivery: (_queue, delivery, shutdown) =>
      runDelivery(ctx, { delivery, handlers: taskHandlers, deps: deps.work, held, workerId, shutdown }),
    onError: (error) => log.warn({ err: error }, 'the queue’s connection broke'),
  });
  await consumer.start();
  const loops = env.worker.reconcile
    ? [
        startReconciler(ctx),
        startAttemptSweeper(ctx),
        startFileSweeper({ ...ctx, files: deps.work.files }),
        startVectorSweeper({ ...ctx, vectors: deps.work.vectors }),
        startExpirySweeper(ctx, { auditDays: env.audit.days }),
      ]
    : [];
  log.info({ workerId, queues, reconcile: env.worker.reconcile }, 'working');

  return {
    id: workerId,
    async close() {
      log.info({ running: held.count() }, 'closing');
      await consumer.stop(env.worker.graceMs);
      await Promise.all(loops.map((loop) => loop.close()));
      await held.close();
      await unregisterWorker(ctx, workerId).catch((error: unknown) => log.warn({ err: error }, 'the worker could not sign off'));
      await deps.close();
      log.info({}, 'closed');
    },
  };
}
