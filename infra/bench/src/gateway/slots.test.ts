import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('no more than so many things go on at once, in the order in which they came, also when some fail', async () => {
  const inSlot = createSlots(3);
  const started: number[] = [];
  let now = 0;
  let most = 0;
  const work = async (number: number) => {
    started.push(number);
    now += 1;
    most = Math.max(most, now);
    await sleep(5);
    now -= 1;
    if (number % 4 === 0) throw new Error('failed');
    return number;
  };
  const results = await Promise.allSettled(Array.from({ length: 10 }, (_, number) => inSlot(() => work(number))));
  expect(most).toBe(3);
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
});
