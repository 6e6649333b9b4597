import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBreaker } from './create-breaker.ts';

const outage = new Error('down');
const openMs = 80;

async function fail(breaker: ReturnType<typeof createBreaker>, error: Error, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) await breaker.run(() => Promise.reject(error)).catch(() => undefined);
}

test('five outages in a row open it; other failures do not', async () => {
  const breaker = createBreaker((error) => error === outage, openMs);
  await fail(breaker, new Error('bad request'), 20);
  await fail(breaker, outage, 4);
  await breaker.run(async () => 'fine');
  await fail(breaker, outage, 4);
  expect(breaker.admits()).toBe(true);
  await fail(breaker, outage, 1);
  expect(breaker.admits()).toBe(false);
  expect(breaker.openForMs()).toBeGreaterThan(0);
});

test('after its time one call tries, and nobody waits for it', async () => {
  const breaker = createBreaker((error) => error === outage, openMs);
  await fail(breaker, outage, 5);
  await sleep(openMs + 10);
  expect(breaker.admits()).toBe(true);
  const trial = breaker.run(() => sleep(30, 'fine'));
  expect(breaker.admits()).toBe(false);
  await trial;
  expect(breaker.admits()).toBe(true);
});

test('a failed trial opens it again', async () => {
  const breaker = createBreaker((error) => error === outage, openMs);
  await fail(breaker, outage, 5);
  await sleep(openMs + 10);
  await fail(breaker, outage, 1);
  expect(breaker.admits()).toBe(false);
});
