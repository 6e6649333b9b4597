import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEnv } from '@lectern/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiEnv } from '../env.ts';
import { allHandlers } from '../routes/all-handlers.ts';
import { type RunningServer, startServer } from '../server.ts';
import { type Client, createClient } from '../testing/client.ts';
import { openRaw } from '../testing/send-raw.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { readJson } from './read-json.ts';

let api: TestApi;
let slow: RunningServer;
let client: Client;
let token: string;
const ended = new AbortController();

beforeAll(async () => {
  api = await startTestApi();
  ({ token } = await api.makeUser());
  const usual = allHandlers({ ...api.deps, closing: ended.signal }, { forget() {}, forgetUser() {}, recognise: async () => undefined });
  const never = () => new Promise<never>((_, reject) => ended.signal.addEventListener('abort', () => reject(new Error('over'))));
  const handlers = { ...usual, listCourses: never, createCourse: never };
  slow = await startServer(parseEnv(apiEnv, api.variables), api.deps, { handlers, answerWithinMs: 100 });
  client = createClient(slow.url);
});
afterAll(async () => {
  ended.abort();
  await slow.close();
  await api.close();
});

test('whoever asks what never gets done hears that it is not available', async () => {
  const { status, problem, headers } = await client.refuse('listCourses', { token });
  expect([status, problem.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
});

test('what was not done in time is not done a second time for the same key', async () => {
  const options = { token, body: { title: 'Biology' }, headers: { 'idempotency-key': 'slow-1' } };
  expect((await client.refuse('createCourse', options)).problem.code).toBe('unavailable');
  expect((await client.refuse('createCourse', options)).problem.code).toBe('idempotency_in_progress');
});

test('a body that comes drop by drop is not waited for', async () => {
  const refused = Promise.withResolvers<unknown>();
  const server = createServer((request) => {
    readJson(request, { wholeMs: 50 }).then(refused.resolve, refused.resolve);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n';
  const socket = await openRaw(`http://127.0.0.1:${port}`, `${head}{`);
  const drops = setInterval(() => socket.write(' '), 10);
  expect(await refused.promise).toMatchObject({ code: 'invalid_request' });
  clearInterval(drops);
  socket.destroy();
  server.close();
});
