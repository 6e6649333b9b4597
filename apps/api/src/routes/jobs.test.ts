import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { fakePdf, formOf } from '../testing/forms.ts';
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

describe('polling', () => {
  test('says where the job is, why nothing moves, and when to ask again', async () => {
    const { body, headers } = await client.call('getJob', { token, params });
    expect(body).toMatchObject({ id: params.id, kind: 'documents.ingest', state: 'queued', progress: 0, waiting: { reason: 'no_worker' } });
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('etag')).toMatch(/^".+"$/);
  });

  test('with the ETag of an ended job costs nothing, until it runs again', async () => {
    await client.call('cancelJob', { token, params });
    const { headers } = await client.call('getJob', { token, params });
    const etag = headers.get('etag') ?? '';
    expect(headers.get('retry-after')).toBeNull();
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await client.fetch('getJob', { token, params, headers: { 'if-none-match': known } });
      expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, etag, '']);
    }
    await client.fetch('retryJob', { token, params });
    const changed = await client.call('getJob', { token, params, headers: { 'if-none-match': etag } });
    expect(changed.body).toMatchObject({ state: 'queued', run: 2 });
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('an ETag opens nothing to somebody else', async () => {
    const { headers } = await client.call('getJob', { token, params });
    const stranger = await api.makeUser();
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await client.refuse('getJob', { token: stranger.token, params, headers: known })).status).toBe(404);
    expect((await client.refuse('cancelJob', { token: stranger.token, params })).status).toBe(404);
    expect((await client.refuse('retryJob', { token: stranger.token, params })).status).toBe(404);
  });

  test('a HEAD says the same without a body', async () => {
    const response = await fetch(`${api.url}/api/jobs/${params.id}`, { method: 'HEAD', headers: { authorization: `Bearer ${token}` } });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('etag')).toMatch(/^"/);
  });
});

test('a job is cancelled once, and retried only once it has ended', async () => {
  expect((await client.refuse('retryJob', { token, params })).problem).toMatchObject({ status: 409, code: 'job_not_final' });
  expect((await client.call('cancelJob', { token, params })).body).toMatchObject({ state: 'cancelled', stage: null });
  expect((await client.refuse('cancelJob', { token, params })).problem).toMatchObject({ status: 409, code: 'job_not_open' });
  expect((await client.call('retryJob', { token, params })).body).toMatchObject({ state: 'queued', run: 2 });
});

test('the list of jobs is one’s own, by state and kind', async () => {
  await client.call('cancelJob', { token, params });
  const ids = async (query: Record<string, string>) => (await client.call('listJobs', { token, query })).body.items.map(({ id }) => id);
  expect(await ids({})).toEqual([params.id]);
  expect(await ids({ state: 'cancelled', kind: 'documents.ingest' })).toEqual([params.id]);
  expect(await ids({ state: 'running' })).toEqual([]);
  expect(await ids({ kind: 'questions.generate' })).toEqual([]);
  const stranger = await api.makeUser();
  expect((await client.call('listJobs', { token: stranger.token })).body.items).toEqual([]);
});

test('the result of a job goes over the wire in snake_case, at every depth', async () => {
  const result = { questionIds: [], cost: { calls: 1, inputTokens: 2 } };
  await api.sql`update jobs set state = 'succeeded', result = ${JSON.stringify(result)}::jsonb where id = ${params.id}`;
  const { body } = await client.call('getJob', { token, params });
  expect(body.result).toEqual({ question_ids: [], cost: { calls: 1, input_tokens: 2 } });
});

test('reading again and erasing are jobs of their own', async () => {
  const { body: job } = await client.call('getJob', { token, params });
  const { body: list } = await client.call('listDocuments', { token, params: { id: job.course_id ?? '' } });
  const document = { id: list.items[0]?.id ?? '' };
  expect((await client.call('getDocument', { token, params: document })).body).toMatchObject({
    file_name: 'a.pdf',
    state: 'processing',
    revision: null,
    job_id: params.id,
  });
  expect((await client.refuse('getPage', { token, params: { ...document, n: 1 } })).status).toBe(404);
  const { body: erasing } = await client.call('deleteDocument', { token, params: document });
  expect((await client.call('getJob', { token, params: { id: erasing.id } })).body.kind).toBe('documents.erase');
  expect((await client.refuse('getDocument', { token, params: document })).status).toBe(404);
  expect((await client.refuse('reprocessDocument', { token, params: document })).status).toBe(404);
});
