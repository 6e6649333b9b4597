import { expect, test } from 'vitest';
import { waitFor } from './wait-for.ts';

test('waits until there is a value, and returns it', async () => {
  let calls = 0;
  expect(await waitFor(() => ++calls >= 3 && `call ${calls}`, { intervalMs: 1 })).toBe('call 3');
});

test('fails with what the probe threw last', async () => {
  const probe = () => Promise.reject(new Error('still down'));
  await expect(waitFor(probe, { timeoutMs: 20, intervalMs: 5 })).rejects.toThrow('still down');
});

test('fails by saying what it waited for', async () => {
  await expect(waitFor(() => false, { timeoutMs: 20, intervalMs: 5 })).rejects.toThrow('not so within 20 ms: () => false');
});
