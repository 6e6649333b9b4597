import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  ({ token } = await api.makeUser());
});
afterAll(() => api.close());

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
  'content-security-policy': expect.stringMatching(/default-src '(none|self)'.*frame-ancestors 'none'/),
  'x-request-id': expect.any(String),
};

test.each(['/', '/docs', '/docs/assets/swagger-ui.css', '/openapi.json', '/healthz', '/api/courses', '/nothing', '/admin/queues'])(
  '%s is guarded against misuse by browsers',
  async (path) => {
    const { headers } = await fetch(`${api.url}${path}`, { redirect: 'manual' });
    expect(Object.fromEntries(headers)).toMatchObject(always);
    // Nothing here is HTTPS.
    expect(headers.get('strict-transport-security')).toBeNull();
  },
);

test('data may load nothing, pages keep the rules they bring', async () => {
  const policyOf = async (path: string) => (await fetch(`${api.url}${path}`)).headers.get('content-security-policy');
  expect(await policyOf('/healthz')).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(await policyOf('/docs')).toContain("script-src 'self'");
});

test('what somebody got to see stays with them, unless the route knows better', async () => {
  const { headers } = await client.fetch('listCourses', { token });
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect((await fetch(`${api.url}/openapi.json`)).headers.get('cache-control')).toBeNull();
});

test('where people come by HTTPS, browsers are told to keep to it', async () => {
  const secure = await startTestApi({ variables: { LECTERN_PUBLIC_URL: 'https://lectern.example.org' } });
  const { headers } = await fetch(`${secure.url}/healthz`);
  await secure.close();
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
});
