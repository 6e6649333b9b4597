import { expect, test } from 'vitest';
import { createBreaker } from './breaker.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('after failures in a row it lets one call through per pause, until one succeeds', async () => {
  const breaker = createBreaker({ failures: 2, pauseMs: 40 });
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  expect(breaker.admits()).toBe(true);
  breaker.failed();
  expect(breaker.admits()).toBe(false);
  await sleep(60);
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  breaker.failed();
  expect(breaker.admits()).toBe(false);
  breaker.succeeded();
  expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
});
