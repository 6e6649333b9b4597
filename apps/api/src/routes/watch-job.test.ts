import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@lectern/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { fakePdf, formOf } from '../testing/forms.ts';
import { readEvents } from '../testing/read-events.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let token: string;
let params: { id: string };

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());
beforeEach(async () => {
  ({ token } = await api.makeUser());
  const body = formOf(['course_title', 'Biology'], ['files', fakePdf(), 'a.pdf']);
  const { body: accepted } = await client.call('uploadPdfs', { token, body });
  params = { id: accepted.jobs[0]?.id ?? '' };
});

/** What a worker does to a job, as far as a watcher can see it. */
async function advance(progress: number): Promise<void> {
  await api.sql`update jobs set state = 'running', progress = ${progress}, version = version + 1 where id = ${params.id}`;
  api.deps.changes.publish(params.id);
}

async function watch() {
  const response = await client.fetch('watchJob', { token, params });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  return readEvents(response);
}

test('whoever watches a job sees it as it is, each change, and its end', async () => {
  const events = await watch();
  const first = await events.next();
  const { body: job } = await client.call('getJob', { token, params });
  expect(first).toMatchObject({ event: 'job', id: String(job.version) });
  expect(JSON.parse(first?.data ?? '')).toEqual(job);

  for (const progress of [20, 60]) {
    await advance(progress);
    const event = await events.next();
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ state: 'running', progress });
  }

  await client.call('cancelJob', { token, params });
  const last = await events.rest();
  expect(last).toMatchObject([{ event: 'job' }, { event: 'end', data: '{"reason":"cancelled"}' }]);
  expect(JSON.parse(last[0]?.data ?? '')).toMatchObject({ state: 'cancelled' });
});

test('a job that has ended is sent once, and then the end', async () => {
  await client.call('cancelJob', { token, params });
  expect(await (await watch()).rest()).toMatchObject([{ event: 'job' }, { event: 'end' }]);
});

test('a change that nobody told of is seen all the same, after some seconds', async () => {
  const events = await watch();
  await events.next();
  // The notification of the job's acceptance may be on its way still.
  await sleep(1_000);
  await api.sql`update jobs set progress = 33, version = version + 1 where id = ${params.id}`;
  const event = await events.next();
  expect(JSON.parse(event?.data ?? '')).toMatchObject({ progress: 33 });
  await events.cancel();
});

test('a stream ends with the login that began it', async () => {
  const [row] = await api.sql<{ requested_by: string }[]>`select requested_by from jobs where id = ${params.id}`;
  token = await api.signIn(row?.requested_by ?? '');
  const events = await watch();
  await events.next();
  await client.fetch('signOut', { token });
  expect(await events.rest()).toMatchObject([{ event: 'end', data: '{"reason":"signed_out"}' }]);
});

test('a job that is removed while it is watched ends the stream', async () => {
  const events = await watch();
  await events.next();
  await api.sql`delete from jobs where id = ${params.id}`;
  api.deps.changes.publish(params.id);
  expect(await events.rest()).toMatchObject([{ event: 'end', data: '{"reason":"removed"}' }]);
});

test('a hundred watchers that hang up leave nothing behind', async () => {
  const streams = await Promise.all(Array.from({ length: 100 }, watch));
  await Promise.all(streams.map((events) => events.next()));
  expect(api.watching()).toBe(100);
  await Promise.all(streams.map((events) => events.cancel()));
  await waitFor(() => api.watching() === 0);
});

test('a HEAD opens no stream', async () => {
  const response = await fetch(`${api.url}/api/jobs/${params.id}/events`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}` },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  await waitFor(() => api.watching() === 0);
});

test('somebody else sees nothing', async () => {
  const stranger = await api.makeUser();
  expect((await client.refuse('watchJob', { token: stranger.token, params })).status).toBe(404);
});
