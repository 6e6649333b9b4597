import { text } from 'node:stream/consumers';
import { waitFor } from '@lectern/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, createClient } from './testing/client.ts';
import { fakePdf, formOf } from './testing/forms.ts';
import { readEvents } from './testing/read-events.ts';
import { openRaw } from './testing/send-raw.ts';
import { startTestApi, type TestApi } from './testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let token: string;

beforeEach(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  ({ token } = await api.makeUser());
});
afterEach(() => api.close());

test('readiness names each part with its state', async () => {
  const { body } = await client.call('getReadiness');
  expect(body).toEqual({ status: 'ready', parts: { database: { state: 'ok' }, queue: { state: 'ok' }, vectors: { state: 'ok' } } });
});

/** Half an upload; the rest of it is up to the test. */
async function sendHalf() {
  const form = new Response(formOf(['course_title', 'Biology'], ['files', fakePdf(50_000), 'a.pdf']));
  const body = Buffer.from(await form.arrayBuffer());
  const head = [
    'POST /api/upload-pdfs HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    `Content-Type: ${form.headers.get('content-type')}`,
    `Content-Length: ${body.length}`,
  ];
  const socket = await openRaw(api.url, Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body.subarray(0, 30_000)]));
  await waitFor(async () => (await api.storedFiles()).length === 1);
  return { socket, rest: body.subarray(30_000) };
}

test('a shutdown lets an upload finish, and takes nothing new', async () => {
  const { socket, rest } = await sendHalf();
  const closing = api.server.close();
  await expect(fetch(`${api.url}/healthz`)).rejects.toThrow();
  socket.write(rest);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 202 /);
  expect(answer.toLowerCase()).toContain('connection: close');
  await closing;
});

test('an upload that outlasts the grace is cut off, and leaves nothing', async () => {
  await sendHalf();
  await api.server.close(100);
  expect(await api.storedFiles()).toEqual([]);
});

test('a shutdown tells those who watch a job to come back', async () => {
  const { body } = await client.call('uploadPdfs', { token, body: formOf(['course_title', 'Biology'], ['files', fakePdf(), 'a.pdf']) });
  const events = readEvents(await client.fetch('watchJob', { token, params: { id: body.jobs[0]?.id ?? '' } }));
  await events.next();
  await api.server.close();
  expect(await events.rest()).toMatchObject([{ event: 'reconnect' }]);
  expect(api.watching()).toBe(0);
});
