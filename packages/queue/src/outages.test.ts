import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryOutcome } from '@lectern/core';
import { openTcpLink, type QueueBackend, queueBackends, type TcpLink } from '@lectern/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { migrateQueue } from './migrate-queue.ts';
import { newTask, openQueueOn, type TestQueue } from './testing/open-test-queue.ts';
import { openTestStore, runSql } from './testing/stores.ts';

const done: DeliveryOutcome = { kind: 'acknowledge' };

async function openBreakableQueue(backend: QueueBackend): Promise<TestQueue & { link: TcpLink }> {
  const store = await openTestStore(backend);
  onTestFinished(() => store.close());
  const link = await openTcpLink(store.config.url);
  onTestFinished(() => link.close());
  return { ...openQueueOn(store, { ...store.config, url: link.url }), link };
}

/** Every call a producer has, none of which may hang. */
async function expectUnavailable({ producer }: TestQueue): Promise<void> {
  const task = newTask();
  const calls = [
    () => producer.ping(),
    () => producer.send([task]),
    () => producer.findLive('documents', [task]),
    () => producer.remove('documents', [task]),
    () => producer.reprioritize('documents', [task]),
    () => producer.counts('documents'),
    () => producer.hasSentinel(),
    () => producer.putSentinel(),
  ];
  const from = performance.now();
  const outcomes = await Promise.allSettled(calls.map((call) => call()));
  expect(performance.now() - from).toBeLessThan(2_600);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryable: true } });
}

describe.each(queueBackends())('while %s is down', (backend) => {
  test('every call fails soon, and the same producer works again afterwards', async () => {
    const queue = await openBreakableQueue(backend);
    await queue.producer.ping();
    await queue.link.cut();
    await expectUnavailable(queue);
    await queue.link.mend();
    await vi.waitFor(() => queue.producer.ping(), { timeout: 5_000 });
    await queue.producer.send([newTask()]);
    expect(await queue.producer.counts('documents')).toMatchObject({ prioritized: 1 });
  });

  test('calls end too when the network swallows them', async () => {
    const queue = await openBreakableQueue(backend);
    await queue.producer.ping();
    queue.link.freeze();
    await expectUnavailable(queue);
    await queue.link.mend();
    await vi.waitFor(() => queue.producer.ping(), { timeout: 5_000 });
  });

  test('a producer made meanwhile works once it is up', async () => {
    const store = await openTestStore(backend);
    onTestFinished(() => store.close());
    const link = await openTcpLink(store.config.url);
    onTestFinished(() => link.close());
    await link.cut();
    const queue = openQueueOn(store, { ...store.config, url: link.url });
    await expectUnavailable(queue);
    await link.mend();
    await vi.waitFor(() => queue.producer.send([newTask()]), { timeout: 5_000 });
  });

  test('a consumer started meanwhile takes deliveries once it is up', async () => {
    const queue = await openBreakableQueue(backend);
    await queue.link.cut();
    let arrived = false;
    const started = queue.consume(async () => {
      arrived = true;
      return done;
    });
    await sleep(700);
    await queue.link.mend();
    await started;
    await vi.waitFor(() => queue.producer.send([newTask()]), { timeout: 5_000 });
    await vi.waitUntil(() => arrived, { timeout: 6_000 });
  });

  test('idle and busy consumers go on after it, and no delivery is lost', { timeout: 60_000 }, async () => {
    const queue = await openBreakableQueue(backend);
    const finished = new Set<string>();
    let begun = 0;
    await queue.consume(async (_queue, { taskId }) => {
      begun += 1;
      await sleep(300);
      finished.add(taskId);
      return done;
    });
    const before = Array.from({ length: 12 }, () => newTask());
    await queue.producer.send(before);
    await vi.waitUntil(() => begun > 0, { timeout: 5_000 });
    await queue.link.cut();
    await sleep(1_500);
    await queue.link.mend();
    // Seconds as a rule; one that was fetched in the moment of the cut comes back when its lock runs out.
    await vi.waitUntil(() => before.every(({ taskId }) => finished.has(taskId)), { timeout: 30_000 });

    const after = newTask();
    await vi.waitFor(() => queue.producer.send([after]), { timeout: 5_000 });
    await vi.waitUntil(() => finished.has(after.taskId), { timeout: 5_000 });
  });

  test('a consumer stops all the same', async () => {
    const queue = await openBreakableQueue(backend);
    const consumer = await queue.consume(async () => done);
    await queue.link.cut();
    const from = performance.now();
    await consumer.stop(60_000);
    expect(performance.now() - from).toBeLessThan(7_000);
  });
});

describe('a Postgres queue', () => {
  test('is waited for while it is not migrated yet', async () => {
    const store = await openTestStore('postgres');
    onTestFinished(() => store.close());
    await runSql(store.config.url, 'drop schema bullmq cascade');
    const queue = openQueueOn(store, store.config);
    let arrived = false;
    await queue.consume(async () => {
      arrived = true;
      return done;
    });
    await expectUnavailable(queue);

    await migrateQueue(store.config);
    await queue.producer.send([newTask()]);
    await vi.waitUntil(() => arrived, { timeout: 5_000 });
  });

  test('survives that an administrator ends its connections', async () => {
    const store = await openTestStore('postgres');
    onTestFinished(() => store.close());
    const queue = openQueueOn(store, store.config);
    let arrived = false;
    await queue.consume(async () => {
      arrived = true;
      return done;
    });
    await queue.producer.ping();
    await runSql(
      store.config.url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await vi.waitFor(() => queue.producer.send([newTask()]), { timeout: 5_000 });
    await vi.waitUntil(() => arrived, { timeout: 2_500 });
  });

  test('holds few connections', async () => {
    const store = await openTestStore('postgres');
    onTestFinished(() => store.close());
    const queue = openQueueOn(store, store.config);
    await queue.consume(async () => done);
    await Promise.all(Array.from({ length: 50 }, () => queue.producer.send([newTask()])));
    await queue.documents.getJobCounts();
    const others = await runSql(
      store.config.url,
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    // Producer 4, board 2, consumer 4 and one for its only queue.
    expect(others.length).toBeLessThanOrEqual(11);
  });
});
