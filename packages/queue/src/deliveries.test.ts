import type { Delivery, DeliveryOutcome } from '@lectern/core';
import { queueBackends } from '@lectern/testing';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { deliveryId } from './delivery.ts';
import { newTask, openTestQueue } from './testing/open-test-queue.ts';

const done: DeliveryOutcome = { kind: 'acknowledge' };

describe.each(queueBackends())('deliveries on %s', (backend) => {
  test('what is sent arrives once, as task and number', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const seen: Delivery[] = [];
    await consume(async (_queue, delivery) => {
      seen.push(delivery);
      return done;
    });
    const tasks = Array.from({ length: 30 }, () => newTask());
    await producer.send(tasks);
    await vi.waitUntil(() => seen.length === tasks.length);
    expect(new Set(seen.map(deliveryId))).toEqual(new Set(tasks.map(deliveryId)));
    expect(seen[0]).toEqual({ taskId: expect.any(String), delivery: 1, stalled: false });
  });

  test('sending the same again changes nothing', async () => {
    const { producer } = await openTestQueue(backend);
    const task = newTask();
    await producer.send([task, task]);
    await producer.send([{ ...task, priority: 1 }]);
    expect(await producer.counts('documents')).toMatchObject({ prioritized: 1 });
  });

  test('what the queue cannot take is refused as a whole', async () => {
    const { producer } = await openTestQueue(backend);
    const wrong = [newTask({ priority: 0 }), newTask({ taskId: '42' }), newTask({ delayMs: -1 })];
    for (const task of wrong) await expect(producer.send([newTask(), task])).rejects.toMatchObject({ code: 'internal', retryable: false });
    expect(await producer.counts('documents')).toMatchObject({ prioritized: 0 });
  });

  test('thousands are sent in one call', async () => {
    const { producer } = await openTestQueue(backend);
    const tasks = Array.from({ length: 2_000 }, (_, n) => newTask({ queue: n % 2 === 0 ? 'documents' : 'models' }));
    await producer.send(tasks);
    expect(await producer.counts('models')).toMatchObject({ prioritized: 1_000 });
    expect(await producer.findLive('documents', tasks)).toHaveLength(1_000);
  });

  test('the urgent come first, and in their order', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const [late, first, second] = [newTask({ priority: 2_097_151 }), newTask({ priority: 1 }), newTask({ priority: 1 })];
    await producer.send([late, first, second]);
    const seen: string[] = [];
    await consume(async (_queue, { taskId }) => {
      seen.push(taskId);
      return done;
    }, 1);
    await vi.waitUntil(() => seen.length === 3);
    expect(seen).toEqual([first.taskId, second.taskId, late.taskId]);
  });

  test('a delay is waited for', async () => {
    const { producer, consume } = await openTestQueue(backend);
    let arrivedAt = 0;
    await consume(async () => {
      arrivedAt = performance.now();
      return done;
    });
    const sentAt = performance.now();
    await producer.send([newTask({ delayMs: 400 })]);
    expect(await producer.counts('documents')).toMatchObject({ delayed: 1 });
    await vi.waitUntil(() => arrivedAt > 0, { timeout: 5_000, interval: 5 });
    expect(arrivedAt - sentAt).toBeGreaterThanOrEqual(395);
  });

  test('an idle worker is woken by what is sent', async () => {
    const { producer, consume } = await openTestQueue(backend);
    let arrived = false;
    await consume(async () => {
      arrived = true;
      return done;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await producer.send([newTask()]);
    // Well below the 5 s after which it would ask by itself.
    await vi.waitUntil(() => arrived, { timeout: 2_500 });
  });
});

describe.each(queueBackends())('outcomes on %s', (backend) => {
  test('later comes back after its delay and counts as no attempt', async () => {
    const { producer, consume, documents } = await openTestQueue(backend);
    const arrivals: number[] = [];
    const task = newTask();
    const finish = Promise.withResolvers<void>();
    await consume(async () => {
      arrivals.push(performance.now());
      if (arrivals.length < 3) return { kind: 'later', delayMs: 200 };
      await finish.promise;
      return done;
    });
    await producer.send([task]);
    await vi.waitUntil(() => arrivals.length === 3, { timeout: 10_000, interval: 5 });
    expect((arrivals[1] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThanOrEqual(195);
    expect((await documents.getJob(deliveryId(task)))?.attemptsMade).toBe(0);
    finish.resolve();
  });

  test('a failure is tried again, each time after a longer pause', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const arrivals: number[] = [];
    await consume(async () => {
      arrivals.push(performance.now());
      return arrivals.length < 4 ? { kind: 'retry', error: new Error('not yet') } : done;
    });
    await producer.send([newTask({ backoffMs: 100 })]);
    await vi.waitUntil(() => arrivals.length === 4, { timeout: 10_000, interval: 5 });
    const [a = 0, b = 0, c = 0, d = 0] = arrivals;
    // Half of each pause is jitter: 50-100, 100-200, 200-400 ms.
    expect(b - a).toBeGreaterThanOrEqual(45);
    expect(c - b).toBeGreaterThanOrEqual(95);
    expect(d - c).toBeGreaterThanOrEqual(195);
  });

  test('a handler that throws in spite of its contract is tried again', async () => {
    const { producer, consume } = await openTestQueue(backend);
    let arrivals = 0;
    await consume(async () => {
      arrivals += 1;
      if (arrivals === 1) throw new Error('a bug');
      return done;
    });
    await producer.send([newTask()]);
    await vi.waitUntil(() => arrivals === 2, { timeout: 5_000 });
  });

  test('what failed for good stays for the operator to see', async () => {
    const { producer, consume, documents } = await openTestQueue(backend);
    let arrivals = 0;
    await consume(async () => {
      arrivals += 1;
      return { kind: 'fail', error: new Error('The PDF cannot be read.') };
    });
    const task = newTask();
    await producer.send([task]);
    await vi.waitUntil(async () => (await producer.counts('documents')).failed === 1, { timeout: 5_000 });
    expect(await documents.getJob(deliveryId(task))).toMatchObject({ failedReason: 'The PDF cannot be read.', name: 'document.inspect' });
    expect(await producer.findLive('documents', [task])).toEqual([]);
    expect(arrivals).toBe(1);
  });

  test('whatever the ledger answers in turn, each answer brings exactly one more delivery, or none', async () => {
    const { producer, consume } = await openTestQueue(backend);
    const scripts = new Map<string, DeliveryOutcome['kind'][]>();
    const arrivals = new Map<string, number>();
    await consume(async (_queue, { taskId }) => {
      const turn = arrivals.get(taskId) ?? 0;
      arrivals.set(taskId, turn + 1);
      const kind = scripts.get(taskId)?.[turn] ?? 'acknowledge';
      if (kind === 'later') return { kind, delayMs: turn * 10 };
      return kind === 'acknowledge' ? done : { kind, error: new Error('as told') };
    }, 8);
    const again = fc.constantFrom<DeliveryOutcome['kind']>('later', 'retry');
    const last = fc.constantFrom<DeliveryOutcome['kind']>('acknowledge', 'fail');
    const script = fc.tuple(fc.array(again, { maxLength: 4 }), last).map(([before, end]) => [...before, end]);
    const property = fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 30 }), async (told) => {
      const tasks = told.map((answers) => {
        const task = newTask({ backoffMs: 5 });
        scripts.set(task.taskId, answers);
        return task;
      });
      await producer.send(tasks);
      await vi.waitUntil(async () => (await producer.findLive('documents', tasks)).length === 0, { timeout: 10_000 });
      expect(tasks.map(({ taskId }) => arrivals.get(taskId))).toEqual(told.map((answers) => answers.length));
    });
    await fc.assert(property, { numRuns: 8 });
  });

  test('a job that is no delivery fails at once and reaches no handler', async () => {
    const { producer, consume, documents } = await openTestQueue(backend);
    let arrivals = 0;
    await consume(async () => {
      arrivals += 1;
      return done;
    });
    await documents.add('by hand', { taskId: 'not a uuid', delivery: 'one' }, { attempts: 5 });
    await vi.waitUntil(async () => (await producer.counts('documents')).failed === 1, { timeout: 5_000 });
    expect(arrivals).toBe(0);
  });
});
