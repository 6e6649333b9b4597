import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createDb } from '@lectern/db';
import { createTestDatabase } from '@lectern/testing';
import { createClient } from './testing/client.ts';
import { forkApi } from './testing/fork-api.ts';
import { startTestApi, type TestApi } from './testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const ownerToken = 'a-token-of-the-owner-that-nobody-guesses';

test('the process tells its parent where it serves, knows its owner, and ends in good order', async () => {
  const { child, ready, exited, output } = forkApi({
    ...api.variables,
    LECTERN_EDITION: 'standalone',
    LECTERN_OWNER_TOKEN: ownerToken,
    LECTERN_LOG_LEVEL: 'info',
  });
  const client = createClient(await ready);
  await client.call('getWorkerStats', { token: ownerToken });
  await client.fetch('searchCourse', { token: ownerToken, params: { id: 'x' }, query: { q: 'a secret of mine' } });
  child.kill('SIGTERM');
  expect(await exited).toEqual({ code: 0 });

  const requests = output()
    .split('\n')
    .filter((line) => line.includes('"msg":"request"'))
    .map((line) => JSON.parse(line) as object);
  expect(requests).toMatchObject([
    { level: 'info', method: 'GET', path: '/api/worker-stats', status: 200 },
    { level: 'info', method: 'GET', path: '/api/courses/x/search', status: 422 },
  ]);
  expect(output()).not.toContain(ownerToken);
  expect(output()).not.toContain('secret of mine');
});

test('in the production edition an owner’s token is nobody’s, and said to be ignored', async () => {
  const { child, ready, exited, output } = forkApi({ ...api.variables, LECTERN_OWNER_TOKEN: ownerToken, LECTERN_LOG_LEVEL: 'warn' });
  const refused = await createClient(await ready).refuse('getWorkerStats', { token: ownerToken });
  child.kill('SIGTERM');
  await exited;
  expect(refused.problem).toMatchObject({ status: 401, code: 'unauthorized' });
  expect(output()).toContain('LECTERN_OWNER_TOKEN is ignored');
  expect(output()).toContain('LECTERN_PUBLIC_URL is not set');
  expect(output()).not.toContain(ownerToken);
});

test('the setup token is shown at a start as long as there is no account, and never again', async () => {
  const fresh = await startTestApi();
  onTestFinished(() => fresh.close());
  const start = async (variables: Record<string, string>) => {
    const { child, ready, exited, output } = forkApi({ ...fresh.variables, ...variables });
    await ready;
    child.kill('SIGTERM');
    await exited;
    return output();
  };
  const { setupToken } = fresh.deps.accounts;
  const publicUrl = { LECTERN_PUBLIC_URL: 'https://lectern.example.org' };
  const first = await start({ ...publicUrl, LECTERN_LOG_LEVEL: 'warn' });
  expect(first.split(setupToken)).toHaveLength(2);
  expect(first).toContain('https://lectern.example.org/sign-up?setup=1');
  expect(first).not.toContain('LECTERN_PUBLIC_URL');
  expect(await start({ LECTERN_EDITION: 'standalone', LECTERN_OWNER_TOKEN: ownerToken })).not.toContain(setupToken);
  await fresh.makeUser('operator');
  expect(await start(publicUrl)).toBe('');
});

test('the process ends when its parent is gone', async () => {
  const { child, ready, exited } = forkApi(api.variables);
  await ready;
  child.disconnect();
  expect(await exited).toEqual({ code: 0 });
});

test('a taken port is one clear line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { exited, output } = forkApi({ ...api.variables, LECTERN_PORT: String(port) });
  expect(await exited).toEqual({ code: 1 });
  expect(output()).toBe(`The API cannot start: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`);
  other.close();
});

test('a database that is not there is one clear line', async () => {
  const { exited, output } = forkApi({ ...api.variables, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
  expect(await exited).toEqual({ code: 1 });
  expect(output()).toMatch(/^The API cannot start: .*127\.0\.0\.1:9\n$/);
});

test('a database without tables is one line that says what to do', async () => {
  const empty = await createTestDatabase();
  await createDb(empty.url, { max: 1 }).sql`drop schema public cascade`;
  const { exited, output } = forkApi({ ...api.variables, DATABASE_URL: empty.url });
  expect(await exited).toEqual({ code: 1 });
  expect(output()).toContain('npm run migrate');
  expect(output().trim().split('\n')).toHaveLength(1);
  await empty.close();
});

test('settings that are missing are all named at once', async () => {
  const { exited, output } = forkApi({});
  expect(await exited).toEqual({ code: 1 });
  for (const name of ['DATABASE_URL', 'CHROMA_URL', 'OPENAI_API_KEY', 'LECTERN_FILES_DIR', 'LECTERN_SECRET'])
    expect(output()).toContain(name);
});
