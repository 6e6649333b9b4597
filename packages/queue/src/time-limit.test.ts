import { expect, test } from 'vitest';
import { askStore, settleWithin } from './time-limit.ts';

test('what ends in time gives its value, and its error', async () => {
  expect(await settleWithin(Promise.resolve(7), 1_000)).toEqual({ inTime: true, value: 7 });
  await expect(settleWithin(Promise.reject(new Error('bad')), 1_000)).rejects.toThrow('bad');
});

test('what never ends is given up, and its late failure disturbs nobody', async () => {
  const late = Promise.withResolvers<number>();
  expect(await settleWithin(late.promise, 10)).toEqual({ inTime: false });
  late.reject(new Error('late'));
  await new Promise((resolve) => setTimeout(resolve, 5));
});

test('a failed exchange with the store is unavailable, with its cause', async () => {
  const cause = new Error('connection lost');
  await expect(askStore(() => Promise.reject(cause))).rejects.toMatchObject({ code: 'unavailable', cause });
});
