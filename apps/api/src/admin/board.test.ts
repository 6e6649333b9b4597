import { queueBackends } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProblem } from '../testing/client.ts';
import { sendRaw } from '../testing/send-raw.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

describe.each(queueBackends())('the board of the queues, on %s', (backend) => {
  let api: TestApi;
  let basic: { authorization: string };

  beforeAll(async () => {
    api = await startTestApi({ queue: backend });
    basic = credentials((await api.makeUser('operator')).token);
  });
  afterAll(() => api.close());

  const board = (path: string, init: RequestInit = {}) => fetch(`${api.url}/admin/queues${path}`, init);

  test('is a page for operators that asks nobody else for anything', async () => {
    const response = await board('', { headers: basic });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await response.text();
    expect(html).toContain('Lectern queues');
    const scripts = [...html.matchAll(/src="(static\/[^"]+)"/g)].map(([, path]) => path);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) expect((await board(`/${path}`, { headers: basic })).status).toBe(200);
  });

  test('shows every queue', async () => {
    const response = await board('/api/queues', { headers: basic });
    const { queues } = (await response.json()) as { queues: { name: string }[] };
    expect(queues.map(({ name }) => name).toSorted()).toEqual(['documents', 'interactive', 'maintenance', 'models']);
  });

  test.each(['', '/', '/api/queues', '/static/js/main.js'])('asks who is there: %j', async (path) => {
    for (const headers of [{}, credentials('wrong'), { authorization: 'Basic ???' }, { authorization: `Bearer ${basic.authorization}` }]) {
      const refused = await readProblem(await board(path, { headers }));
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Lectern", charset="UTF-8"']);
    }
  });

  test('is not for teachers', async () => {
    const { status, problem } = await readProblem(await board('', { headers: credentials((await api.makeUser()).token) }));
    expect([status, problem.code]).toEqual([403, 'forbidden']);
  });

  test.each([
    ['evil.example', 421],
    ['evil.example:3000', 421],
    ['localhost.evil.example', 421],
    ['localhost', 200],
    ['LOCALHOST:3000', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
  ])('under the name %s answers %i', async (host, status) => {
    const answer = await sendRaw(
      api.url,
      `GET /admin/queues HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${basic.authorization}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status === 421) expect(answer).toContain('"code":"misdirected_host"');
  });

  test('changes only what its own page asks for', async () => {
    const pause = (headers: Record<string, string>) =>
      board('/api/queues/documents/pause', { method: 'PUT', headers: { ...basic, ...headers } });
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await readProblem(await pause(headers))).problem.code).toBe('cross_site');
    }
    expect((await pause({ origin: api.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await board('/api/queues/documents/resume', { method: 'PUT', headers: basic })).status).toBe(200);
  });
});

function credentials(password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}` };
}
