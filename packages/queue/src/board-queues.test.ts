import { queueNames } from '@lectern/contract';
import { queueBackends } from '@lectern/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createBoardQueues } from './create-board-queues.ts';
import { newTask, openTestQueue } from './testing/open-test-queue.ts';

describe.each(queueBackends())('the board on %s', (backend) => {
  test('shows each queue with its jobs and workers', async () => {
    const { producer, consume, config } = await openTestQueue(backend);
    const board = createBoardQueues(config, { onError: () => undefined });
    onTestFinished(() => board.close());
    await consume(async () => ({ kind: 'fail', error: new Error('bad') }));
    await producer.send([newTask(), newTask({ queue: 'models' })]);

    expect(board.queues.map(({ name }) => name)).toEqual(queueNames);
    const [documents, models] = board.queues;
    await vi.waitUntil(async () => (await documents?.getFailedCount()) === 1, { timeout: 5_000 });
    expect(await models?.getJobCounts('prioritized')).toEqual({ prioritized: 1 });
    expect(await documents?.getWorkers()).toHaveLength(1);
  });
});
