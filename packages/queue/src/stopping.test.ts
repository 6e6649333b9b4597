import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryOutcome } from '@lectern/core';
import { queueBackends } from '@lectern/testing';
import { describe, expect, test, vi } from 'vitest';
import { deliveryId } from './delivery.ts';
import { newTask, openTestQueue } from './testing/open-test-queue.ts';

const done: DeliveryOutcome = { kind: 'acknowledge' };

describe.each(queueBackends())('a consumer that stops on %s', (backend) => {
  test('finishes what it has begun and leaves the rest', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const [running, waiting] = [newTask({ priority: 1 }), newTask({ priority: 2 })];
    const begun: string[] = [];
    let finished = 0;
    const consumer = await consume(async (_queue, { taskId }, signal) => {
      begun.push(taskId);
      await sleep(400);
      if (!signal.aborted) finished += 1;
      return done;
    }, 1);
    await producer.send([running, waiting]);
    await vi.waitUntil(() => begun.length === 1, { timeout: 5_000 });

    const from = performance.now();
    await consumer.stop(10_000);
    expect(performance.now() - from).toBeLessThan(3_000);
    expect({ begun, finished }).toEqual({ begun: [running.taskId], finished: 1 });
    expect(await producer.findLive('documents', [running, waiting])).toEqual([waiting]);
  });

  test('aborts what outlasts the grace, and another one gets it at once', async () => {
    const { producer, consume, documents } = await openTestQueue(backend);
    const task = newTask();
    let begun = false;
    const leaving = await consume(async (_queue, _delivery, signal) => {
      begun = true;
      await sleep(60_000, undefined, { signal }).catch(() => undefined);
      return signal.aborted ? { kind: 'later', delayMs: 0 } : done;
    });
    await producer.send([task]);
    await vi.waitUntil(() => begun, { timeout: 5_000 });
    let takenOverAt = 0;
    await consume(async () => {
      takenOverAt = performance.now();
      return done;
    });

    const from = performance.now();
    await leaving.stop(200);
    expect(performance.now() - from).toBeLessThan(3_000);
    await vi.waitUntil(() => takenOverAt > 0, { timeout: 2_500 });
    expect((await documents.getJob(deliveryId(task)))?.attemptsMade ?? 0).toBeLessThanOrEqual(1);
  });

  test('does not wait for a handler that will not let go', async () => {
    const { producer, consume } = await openTestQueue(backend);
    let begun = false;
    const consumer = await consume(async () => {
      begun = true;
      await sleep(60_000, undefined, { ref: false });
      return done;
    });
    await producer.send([newTask()]);
    await vi.waitUntil(() => begun, { timeout: 5_000 });
    const from = performance.now();
    await consumer.stop(100);
    expect(performance.now() - from).toBeLessThan(12_000);
  });

  test('may be told twice', async () => {
    const { consume } = await openTestQueue(backend);
    const consumer = await consume(async () => done);
    await Promise.all([consumer.stop(1_000), consumer.stop(0)]);
    await consumer.stop(0);
  });
});
