import { randomUUID } from 'node:crypto';
import { users } from '@lectern/db';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient, readProblem } from '../testing/client.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

const site = 'https://courses.example.org';
const publicUrl = 'https://lectern.example.org';

let api: TestApi;
let client: Client;
let cookie: string;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ variables: { LECTERN_CORS_ORIGINS: site, LECTERN_PUBLIC_URL: publicUrl } });
  client = createClient(api.url);
  ({ token } = await api.makeUser());
  const account = { email: `ada-${randomUUID()}@example.org`, password: 'a long enough password' };
  await api.deps.identity.createAccount({ ...account, name: 'Ada' });
  await api.deps.db.update(users).set({ role: 'teacher' });
  const login = await api.deps.identity.signIn(account, { address: null, userAgent: null });
  cookie = login.cookie.split(';')[0] ?? '';
});
afterAll(() => api.close());

const body = { title: 'Biology' };

describe('with a login’s cookie, something is changed', () => {
  test.each<[string, () => Record<string, string>]>([
    ['the installation’s own page', () => ({ origin: publicUrl, 'sec-fetch-site': 'same-origin' })],
    ['a page under the name that was asked', () => ({ origin: api.url })],
    ['the browser itself', () => ({ 'sec-fetch-site': 'none' })],
    ['a page of a listed site', () => ({ origin: site, 'sec-fetch-site': 'cross-site' })],
  ])('for %s', async (_, headers) => {
    expect((await client.fetch('createCourse', { body, headers: { cookie, ...headers() } })).status).toBe(201);
  });

  test.each<[string, Record<string, string>]>([
    ['a page elsewhere', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a page elsewhere in an old browser', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['a name that begins like ours', { origin: `${publicUrl}.evil.example` }],
    ['a page that lies about its origin to no avail', { origin: publicUrl, 'sec-fetch-site': 'cross-site' }],
    ['who knows what', {}],
  ])('not for %s', async (_, headers) => {
    const refused = await client.refuse('createCourse', { body, headers: { cookie, ...headers } });
    expect([refused.status, refused.problem.code]).toEqual([403, 'cross_site']);
  });
});

test('reading with a cookie needs no page, for nobody else could read the answer', async () => {
  const answer = await client.fetch('listCourses', { headers: { cookie, origin: 'https://evil.example' } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
});

test('a token may come from anywhere, and decides when a cookie comes along', async () => {
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await client.fetch('createCourse', { token, body, headers })).status).toBe(201);
  expect((await client.fetch('createCourse', { token, body, headers: { ...headers, cookie } })).status).toBe(201);
  expect((await client.refuse('createCourse', { token: 'lk_wrong', body, headers: { origin: publicUrl, cookie } })).status).toBe(401);
});

test('no page elsewhere can sign somebody in, but a program can', async () => {
  const credentials = { email: 'nobody@example.org', password: 'not the password' };
  const foreign = await client.refuse('signIn', { body: credentials, headers: { origin: 'https://evil.example' } });
  expect(foreign.problem.code).toBe('cross_site');
  for (const headers of [{}, { origin: publicUrl }]) {
    expect((await client.refuse('signIn', { body: credentials, headers })).problem.code).not.toBe('cross_site');
  }
});

describe('a listed site', () => {
  test('may ask whether it may ask', async () => {
    const headers = {
      origin: site,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,content-type',
    };
    const answer = await fetch(`${api.url}/api/courses`, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': site,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: expect.stringContaining('Origin'),
    });
  });

  test('can read answers and problems, with what their headers say', async () => {
    for (const options of [{ token }, {}]) {
      const { headers } = await client.fetch('listCourses', { ...options, headers: { origin: site } });
      expect(headers.get('access-control-allow-origin')).toBe(site);
      expect(headers.get('access-control-expose-headers')).toMatch(/ETag.*RateLimit-Remaining.*X-Request-Id/);
      expect(headers.get('vary')).toContain('Origin');
    }
  });
});

test.each(['https://evil.example', 'null', `${site}.evil.example`, 'https://courses.example.org:8443'])(
  '%s gets nothing',
  async (origin) => {
    const headers = { origin, 'access-control-request-method': 'GET' };
    const preflight = await readProblem(await fetch(`${api.url}/api/courses`, { method: 'OPTIONS', headers }));
    const answer = await client.fetch('listCourses', { token, headers: { origin } });
    for (const seen of [preflight, answer]) {
      expect([...seen.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(seen.headers.get('vary')).toContain('Origin');
    }
  },
);
