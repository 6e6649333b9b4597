import { randomUUID } from 'node:crypto';
import { parseEnv } from '@lectern/config';
import { createQueueConsumer } from '@lectern/queue';
import { queueBackends, waitFor } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiEnv } from '../env.ts';
import { readProblem } from '../testing/client.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { readChange } from './audit-changes.ts';

describe.each(queueBackends())('what operators change on the board, on %s', (backend) => {
  let api: TestApi;
  let operator: { id: string; authorization: string };

  beforeAll(async () => {
    api = await startTestApi({ queue: backend });
    const { id, token } = await api.makeUser('operator');
    operator = { id, authorization: `Basic ${Buffer.from(`me:${token}`).toString('base64')}` };
  });
  afterAll(() => api.close());

  async function change(path: string, headers: Record<string, string> = {}): Promise<number> {
    const url = `${api.url}/admin/queues/api/${path}`;
    return (await fetch(url, { method: 'PUT', headers: { authorization: operator.authorization, ...headers } })).status;
  }

  /** What was written down last. */
  async function lastEntry() {
    const [entry] = await api.sql`select * from audit_entries where action = 'queue.changed' order by id desc limit 1`;
    return entry;
  }

  function queueNamed(wanted: string) {
    const queue = api.deps.board.queues.find(({ name }) => name === wanted);
    if (!queue) throw new Error(`no queue ${wanted}`);
    return queue;
  }

  /** A job that has failed for good, with nobody there to take it up again. */
  async function failJob(): Promise<string> {
    const taskId = randomUUID();
    const consumer = createQueueConsumer(parseEnv(apiEnv, api.variables).queue, {
      queues: [{ name: 'documents', concurrency: 1 }],
      onDelivery: async () => ({ kind: 'fail', error: new Error('bad') }),
      onError: () => {},
    });
    await consumer.start();
    await api.deps.queue.send([{ queue: 'documents', taskId, delivery: 1, name: 'document.inspect', priority: 100, backoffMs: 50 }]);
    await waitFor(async () => (await queueNamed('documents').getFailedCount()) === 1);
    await consumer.stop(0);
    const [job] = await queueNamed('documents').getFailed();
    return job?.id ?? '';
  }

  test('is done, and written down with who, what and from where', async () => {
    expect(await change('queues/models/pause', { 'x-request-id': 'request-0001' })).toBe(200);
    expect(await queueNamed('models').isPaused()).toBe(true);
    expect(await lastEntry()).toMatchObject({
      actor_id: operator.id,
      subject_type: 'queue',
      subject_id: 'models',
      address: '127.0.0.1',
      request_id: 'request-0001',
      detail: { what: 'pause' },
    });
    expect(await change('queues/models/resume')).toBe(200);
    expect(await queueNamed('models').isPaused()).toBe(false);
    expect(await lastEntry()).toMatchObject({ detail: { what: 'resume' } });
  });

  test('a failed job is run again, removed, and cleaned away with the others', async () => {
    const id = await failJob();
    expect(await change(`queues/documents/${encodeURIComponent(id)}/retry`)).toBe(204);
    await waitFor(async () => (await queueNamed('documents').getFailedCount()) === 0);
    expect(await lastEntry()).toMatchObject({ subject_id: 'documents', detail: { what: 'retry', job: id } });
    expect(await change(`queues/documents/${encodeURIComponent(id)}/clean`)).toBe(204);
    expect(await queueNamed('documents').getJob(id)).toBeUndefined();
    expect(await lastEntry()).toMatchObject({ detail: { what: 'remove', job: id } });
    expect(await change('queues/documents/clean/failed')).toBe(200);
    expect(await lastEntry()).toMatchObject({ detail: { what: 'clean', jobs: 'failed' } });
    expect(await change('queues/documents/empty')).toBe(200);
  });

  test('what did not work is written down as that', async () => {
    const status = await change('queues/documents/nothing/retry');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(await lastEntry()).toMatchObject({ detail: { what: 'retry', job: 'nothing', refused: status } });
  });

  test('what was refused was not done, so nothing is written down; nor is looking', async () => {
    const before = await lastEntry();
    expect(await change('queues/models/pause', { origin: 'https://evil.example' })).toBe(403);
    expect(await change('queues/models/pause', { authorization: 'Basic bWU6d3Jvbmc=' })).toBe(401);
    await fetch(`${api.url}/admin/queues/api/queues`, { headers: { authorization: operator.authorization } });
    expect(await queueNamed('models').isPaused()).toBe(false);
    expect(await lastEntry()).toEqual(before);
  });
});

describe('people at the board', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const board = (path: string, init: RequestInit) => fetch(`${api.url}/admin/queues${path}`, { redirect: 'manual', ...init });
  const page = { accept: 'text/html,application/xhtml+xml' };

  async function signIn(role: 'operator' | 'teacher'): Promise<string> {
    const account = { email: `${role}-${randomUUID()}@example.org`, password: 'a long enough password' };
    const id = await api.deps.identity.createAccount({ ...account, name: role });
    await api.sql`update users set role = ${role} where id = ${id}`;
    const { cookie } = await api.deps.identity.signIn(account, { address: null, userAgent: null });
    return cookie.split(';')[0] ?? '';
  }

  test('are sent to sign in, but programs and wrong passwords are just refused', async () => {
    const answer = await board('', { headers: page });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/sign-in?next=/admin/queues']);
    expect((await board('/api/queues', { headers: {} })).status).toBe(401);
    expect((await board('', { headers: { ...page, authorization: 'Basic bWU6d3Jvbmc=' } })).status).toBe(401);
  });

  test('get in by their login as operators, and change things from its page alone', async () => {
    const cookie = await signIn('operator');
    expect((await board('', { headers: { ...page, cookie } })).status).toBe(200);
    const pause = { method: 'PUT', headers: { cookie } };
    expect((await readProblem(await board('/api/queues/models/pause', pause))).problem.code).toBe('cross_site');
    const own = { method: 'PUT', headers: { cookie, origin: api.url, 'sec-fetch-site': 'same-origin' } };
    expect((await board('/api/queues/models/pause', own)).status).toBe(200);
    expect((await board('/api/queues/models/resume', own)).status).toBe(200);
    // A password that was good once does not keep them out.
    expect((await board('', { headers: { ...page, cookie, authorization: 'Basic bWU6d3Jvbmc=' } })).status).toBe(200);
  });

  test('do not get in as teachers', async () => {
    const { problem } = await readProblem(await board('', { headers: { ...page, cookie: await signIn('teacher') } }));
    expect(problem.code).toBe('forbidden');
  });

  test('cannot send it more than other routes take', async () => {
    const headers = { cookie: await signIn('operator'), origin: api.url, 'content-type': 'application/json' };
    const body = JSON.stringify({ data: 'x'.repeat(2_000_000) });
    const { problem } = await readProblem(await board('/api/queues/models/add', { method: 'POST', headers, body }));
    expect(problem.code).toBe('body_too_large');
  });
});

test('the owner of a standalone installation without accounts is asked for the token, later everybody to sign in', async () => {
  const api = await startTestApi({ variables: { LECTERN_EDITION: 'standalone' } });
  const ask = () => fetch(`${api.url}/admin/queues`, { redirect: 'manual', headers: { accept: 'text/html' } });
  const before = await ask();
  await api.sql`insert into installation (id, set_up_at) values (1, now())`;
  const after = await ask();
  await api.close();
  expect([before.status, before.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Lectern", charset="UTF-8"']);
  expect(after.status).toBe(302);
});

test.each([
  ['queues/pause', { queue: undefined, what: 'pause' }],
  ['queues/models/obliterate', { queue: 'models', what: 'obliterate' }],
  ['queues/models/retry/failed', { queue: 'models', what: 'retry', jobs: 'failed' }],
  ['queues/models/7/promote', { queue: 'models', what: 'promote', job: '7' }],
  ['queues/models/a%3Ab/update-data', { queue: 'models', what: 'update-data', job: 'a:b' }],
  ['queues/models/rate-limit/release', { queue: 'models', what: 'rate-limit.release' }],
  ['queues/models/job-schedulers/daily/run', { queue: 'models', what: 'scheduler.run', scheduler: 'daily' }],
  ['queues/models/job-schedulers/daily', { queue: 'models', what: 'scheduler.change', scheduler: 'daily' }],
  ['metrics/history/purge', { queue: undefined, what: 'metrics.history.purge' }],
  ['queues/%E0%A4%A/pause', { queue: '%E0%A4%A', what: 'pause' }],
])('a change is read from its address: %s', (path, change) => {
  expect(readChange(path)).toEqual(change);
});
