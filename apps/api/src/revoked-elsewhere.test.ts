import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rememberMs } from './http/authenticate.ts';
import { type Client, createClient } from './testing/client.ts';
import { startAnother } from './testing/start-another.ts';
import { startTestApi, type TestApi } from './testing/start-test-api.ts';

let api: TestApi;
let other: Awaited<ReturnType<typeof startAnother>>;
let here: Client;
let there: Client;

beforeEach(async () => {
  api = await startTestApi();
  other = await startAnother(api);
  here = createClient(api.url);
  there = createClient(other.url);
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await other.close();
  await api.close();
});

const statusOf = async (client: Client, token: string) => (await client.fetch('getMe', { token })).status;

async function expectOverEverywhere(token: string): Promise<void> {
  vi.setSystemTime(Date.now() + rememberMs);
  expect([await statusOf(here, token), await statusOf(there, token)]).toEqual([401, 401]);
}

test('an API key that was revoked at one process is over at all of them within a minute', async () => {
  expect(rememberMs).toBeLessThanOrEqual(60_000);
  const { id } = await api.makeUser();
  const token = await api.signIn(id);
  const { body: made } = await here.call('createApiKey', { token, body: { name: 'script' } });
  expect([await statusOf(here, made.key), await statusOf(there, made.key)]).toEqual([200, 200]);
  expect((await here.fetch('revokeApiKey', { token, params: { id: made.id } })).status).toBe(204);
  await expectOverEverywhere(made.key);
  expect(await statusOf(there, token)).toBe(200);
});

test('a login that was ended at one process is over at all of them within a minute', async () => {
  const { id } = await api.makeUser();
  const token = await api.signIn(id);
  expect([await statusOf(here, token), await statusOf(there, token)]).toEqual([200, 200]);
  expect((await here.fetch('signOut', { token })).status).toBe(204);
  await expectOverEverywhere(token);
});

test('somebody who was disabled at one process is kept out by all of them within a minute', async () => {
  const operator = await api.makeUser('operator');
  const { id, token } = await api.makeUser();
  expect(await statusOf(there, token)).toBe(200);
  await here.call('updateUser', { token: operator.token, params: { id }, body: { disabled: true } });
  await expectOverEverywhere(token);
});
