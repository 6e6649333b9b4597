import type { Caller, Recognised } from '@lectern/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAuthenticator } from './authenticate.ts';

const caller: Caller = { userId: 'ada', role: 'teacher', scope: 'write', credential: { kind: 'api_key', keyId: 'key' } };
const shown = { authorization: 'Bearer lk_key', cookie: undefined };

let found: Recognised | undefined;
let asked: number;
const authenticator = () =>
  createAuthenticator({
    async bearer() {
      asked += 1;
      return found;
    },
    cookie: async () => undefined,
  });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  found = { caller, expiresAt: undefined };
  asked = 0;
});
afterEach(() => vi.useRealTimers());

test('who is recognised is remembered for less than a minute, and a revocation is noticed then', async () => {
  const { recognise } = authenticator();
  expect(await recognise(shown)).toEqual(caller);
  found = undefined;
  vi.advanceTimersByTime(49_999);
  expect(await recognise(shown)).toEqual(caller);
  expect(asked).toBe(1);
  vi.advanceTimersByTime(1);
  await expect(recognise(shown)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('nobody is remembered past the end of what they showed', async () => {
  const { recognise } = authenticator();
  found = { caller, expiresAt: new Date(Date.now() + 10_000) };
  await recognise(shown);
  found = undefined;
  vi.advanceTimersByTime(10_000);
  await expect(recognise(shown)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('what is no good is asked for anew each time, and what was just ended as well', async () => {
  const { recognise, forget } = authenticator();
  found = undefined;
  for (let time = 0; time < 2; time += 1) await expect(recognise(shown)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(asked).toBe(2);
  found = { caller, expiresAt: undefined };
  await recognise(shown);
  forget(shown);
  await recognise(shown);
  expect(asked).toBe(4);
});

test('a role that was taken away is gone with the next look', async () => {
  const { recognise } = authenticator();
  await recognise(shown);
  found = { caller: { ...caller, role: 'student' }, expiresAt: undefined };
  vi.advanceTimersByTime(50_000);
  expect(await recognise(shown)).toMatchObject({ role: 'student' });
});

test('somebody whose role was changed is forgotten by whatever they showed', async () => {
  const { recognise, forgetUser } = authenticator();
  await recognise(shown);
  await recognise({ ...shown, authorization: 'Bearer lk_another' });
  forgetUser('ada');
  await recognise(shown);
  await recognise({ ...shown, authorization: 'Bearer lk_another' });
  expect(asked).toBe(4);
});
