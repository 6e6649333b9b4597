import { queueBackends, startChildProcess, type QueueBackend } from '@lectern/testing';
import { expect, test, vi } from 'vitest';
import { newTask, openTestQueue } from './testing/open-test-queue.ts';

const worker = new URL('./testing/crashing-worker.fixture.ts', import.meta.url);

async function expectTakeover(backend: QueueBackend): Promise<void> {
  const { producer, consume, config } = await openTestQueue(backend);
  const task = newTask();
  await producer.send([task]);
  const victim = startChildProcess(worker, { args: [JSON.stringify(config)] });
  await victim.waitForLine(new RegExp(`begun ${task.taskId}`));
  const seen: unknown[] = [];
  await consume(async (_queue, delivery) => {
    seen.push(delivery);
    return { kind: 'acknowledge' };
  });
  await victim.stop('SIGKILL');
  await vi.waitUntil(() => seen.length > 0, { timeout: 30_000 });
  // It says so: the ledger must not take it for somebody's wish to try again.
  expect(seen).toEqual([{ taskId: task.taskId, delivery: 1, stalled: true }]);
}

// All backends at once: it is the lock that has to run out, and that takes a quarter of a minute.
test('a worker that is killed loses nothing: another one gets the same delivery within half a minute', { timeout: 60_000 }, async () => {
  await Promise.all(queueBackends().map(expectTakeover));
});
