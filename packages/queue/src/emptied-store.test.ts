import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryOutcome } from '@lectern/core';
import { queueBackends } from '@lectern/testing';
import { describe, expect, test, vi } from 'vitest';
import { migrateQueue } from './migrate-queue.ts';
import { newTask, openTestQueue } from './testing/open-test-queue.ts';

const done: DeliveryOutcome = { kind: 'acknowledge' };

describe.each(queueBackends())('when %s is emptied', (backend) => {
  test('the sentinel is gone, and nothing is live', async () => {
    const { producer, store } = await openTestQueue(backend);
    const task = newTask();
    await producer.send([task]);
    expect(await producer.hasSentinel()).toBe(false);
    await producer.putSentinel();
    await producer.putSentinel();
    expect(await producer.hasSentinel()).toBe(true);

    await store.empty();
    expect(await producer.hasSentinel()).toBe(false);
    expect(await producer.findLive('documents', [task])).toEqual([]);
    await producer.putSentinel();
    expect(await producer.hasSentinel()).toBe(true);
  });

  test('an idle worker takes what is sent again, at once', async () => {
    const { producer, consume, store } = await openTestQueue(backend);
    let arrived = false;
    await consume(async () => {
      arrived = true;
      return done;
    });
    await sleep(200);
    await store.empty();
    await producer.send([newTask()]);
    await vi.waitUntil(() => arrived, { timeout: 2_500 });
  });

  test('work under way ends without harm, and everything sent again is delivered', async () => {
    const { producer, consume, store } = await openTestQueue(backend);
    const again = new Set<string>();
    let begun = 0;
    await consume(async (_queue, { taskId, delivery }) => {
      begun += 1;
      await sleep(100);
      if (delivery === 2) again.add(taskId);
      if (delivery === 1 && begun % 3 === 0) return { kind: 'retry', error: new Error('not yet') };
      if (delivery === 1 && begun % 3 === 1) return { kind: 'later', delayMs: 50 };
      return done;
    });
    const tasks = Array.from({ length: 40 }, () => newTask());
    const resent = tasks.map((task) => ({ ...task, delivery: 2 }));
    await producer.send(tasks);
    await vi.waitUntil(() => begun >= 6, { timeout: 5_000 });
    await store.empty();
    await producer.send(resent);
    await vi.waitUntil(() => again.size === tasks.length, { timeout: 10_000 });
    await vi.waitUntil(async () => (await producer.findLive('documents', resent)).length === 0, { timeout: 5_000 });
  });

  test('the next start of the system finds its way', async () => {
    const { producer, config, store } = await openTestQueue(backend);
    await producer.send([newTask()]);
    await store.empty();
    await Promise.all([migrateQueue(config), migrateQueue(config), migrateQueue(config)]);
    await producer.send([newTask()]);
    expect(await producer.counts('documents')).toMatchObject({ prioritized: 1 });
  });
});
