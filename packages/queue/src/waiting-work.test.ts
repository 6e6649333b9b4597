import { randomUUID } from 'node:crypto';
import { queueBackends } from '@lectern/testing';
import { describe, expect, test, vi } from 'vitest';
import { newTask, openTestQueue } from './testing/open-test-queue.ts';

describe.each(queueBackends())('work that waits on %s', (backend) => {
  test('what is waiting, delayed or under way counts as live; what is done, failed or unknown does not', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const [finished, failed, active, waiting] = [
      newTask({ priority: 1 }),
      newTask({ priority: 2 }),
      newTask({ priority: 3 }),
      newTask({ priority: 4 }),
    ];
    const delayed = newTask({ delayMs: 60_000 });
    const unknown = { taskId: randomUUID(), delivery: 1 };
    const hold = Promise.withResolvers<void>();
    let holding = false;
    await producer.send([finished, failed, active, waiting, delayed]);
    await consume(async (_queue, { taskId }) => {
      if (taskId === failed.taskId) return { kind: 'fail', error: new Error('bad') };
      if (taskId === active.taskId) {
        holding = true;
        await hold.promise;
      }
      return { kind: 'acknowledge' };
    }, 1);
    await vi.waitUntil(() => holding, { timeout: 5_000 });

    const live = await producer.findLive('documents', [finished, failed, active, waiting, delayed, unknown, { ...waiting, delivery: 2 }]);
    expect(live).toEqual([active, waiting, delayed]);
    expect(await producer.counts('documents')).toEqual({ waiting: 0, prioritized: 1, delayed: 1, active: 1, failed: 1 });
    hold.resolve();
  });

  test('only what has not started is taken back', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const [active, waiting] = [newTask({ priority: 1 }), newTask({ priority: 2 })];
    const delayed = newTask({ delayMs: 60_000 });
    const hold = Promise.withResolvers<void>();
    const seen: string[] = [];
    await producer.send([active, waiting, delayed]);
    await consume(async (_queue, { taskId }) => {
      seen.push(taskId);
      await hold.promise;
      return { kind: 'acknowledge' };
    }, 1);
    await vi.waitUntil(() => seen.length === 1, { timeout: 5_000 });

    await producer.remove('documents', [active, waiting, delayed, { taskId: randomUUID(), delivery: 1 }]);
    expect(await producer.findLive('documents', [active, waiting, delayed])).toEqual([active]);
    hold.resolve();
    await vi.waitUntil(async () => (await producer.counts('documents')).active === 0, { timeout: 5_000 });
    expect(seen).toEqual([active.taskId]);
  });

  test('what failed is left for the operator even when it is taken back', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const task = newTask();
    await consume(async () => ({ kind: 'fail', error: new Error('bad') }));
    await producer.send([task]);
    await vi.waitUntil(async () => (await producer.counts('documents')).failed === 1, { timeout: 5_000 });
    await producer.remove('documents', [task]);
    expect(await producer.counts('documents')).toMatchObject({ failed: 1 });
  });

  test('a changed priority overtakes, also for what is delayed, and what is gone is no error', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const [a, b] = [newTask({ priority: 10 }), newTask({ priority: 20 })];
    const delayed = newTask({ priority: 30, delayMs: 200 });
    await producer.send([a, b, delayed]);
    await producer.reprioritize('documents', [
      { ...b, priority: 5 },
      { ...delayed, priority: 1 },
      { taskId: randomUUID(), delivery: 1, priority: 1 },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const seen: string[] = [];
    await consume(async (_queue, { taskId }) => {
      seen.push(taskId);
      return { kind: 'acknowledge' };
    }, 1);
    await vi.waitUntil(() => seen.length === 3, { timeout: 5_000 });
    expect(seen).toEqual([delayed.taskId, b.taskId, a.taskId]);
  });
});
