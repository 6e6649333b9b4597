import { afterEach, describe, expect, test } from 'vitest';
import { sendRaw } from '../testing/send-raw.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
afterEach(() => api.close());

async function statusOf(host: string, path: string): Promise<string> {
  const answer = await sendRaw(api.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
}

describe('when names are set', () => {
  test.each<Record<string, string>>([
    { LECTERN_PUBLIC_URL: 'https://Lectern.example.org:8443/' },
    { LECTERN_ALLOWED_HOSTS: 'other.example.org,lectern.example.org' },
  ])('by %j, nothing but probes is served under others', async (variables) => {
    api = await startTestApi({ variables });
    for (const path of ['/', '/openapi.json', '/docs']) {
      expect(await statusOf('lectern.example.org', path)).toBe('200');
      expect(await statusOf('LECTERN.example.org:8443', path)).toBe('200');
      expect(await statusOf('evil.example', path)).toBe('421');
    }
    expect(await statusOf('evil.example', '/api/courses')).toBe('421');
    for (const path of ['/healthz', '/readyz']) expect(await statusOf('10.1.2.3:3000', path)).toBe('200');
  });

  test('the public address is always one of them', async () => {
    api = await startTestApi({ variables: { LECTERN_PUBLIC_URL: 'https://a.example', LECTERN_ALLOWED_HOSTS: 'b.example' } });
    expect(await statusOf('a.example', '/')).toBe('200');
    expect(await statusOf('b.example', '/')).toBe('200');
    expect(await statusOf('localhost', '/')).toBe('421');
  });
});

test('when none are set, the operator’s pages alone insist on those of this machine', async () => {
  api = await startTestApi();
  expect(await statusOf('evil.example', '/')).toBe('200');
  expect(await statusOf('evil.example', '/admin/queues')).toBe('421');
  expect(await statusOf('localhost', '/admin/queues')).toBe('401');
});
