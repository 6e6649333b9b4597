import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  const { child, ready, exited, output } = forkApi({ ...api.variables, LECTERN_OWNER_TOKEN: ownerToken, LECTERN_LOG_LEVEL: 'info' });
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

test('settings that are missing are all named at once', async () => {
  const { exited, output } = forkApi({});
  expect(await exited).toEqual({ code: 1 });
  for (const name of ['DATABASE_URL', 'CHROMA_URL', 'OPENAI_API_KEY', 'LECTERN_FILES_DIR']) expect(output()).toContain(name);
});
