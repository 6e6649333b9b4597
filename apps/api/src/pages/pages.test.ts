import { createHash } from 'node:crypto';
import { errorCodes } from '@lectern/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

async function read(path: string) {
  const response = await fetch(`${api.url}${path}`);
  expect(response.status).toBe(200);
  return {
    text: await response.text(),
    type: response.headers.get('content-type') ?? '',
    policy: response.headers.get('content-security-policy') ?? '',
  };
}

test('the front page says how to reach it, and every link on it leads somewhere', async () => {
  const { text, policy } = await read('/');
  expect(text).toContain(`${api.url}/api/upload-pdfs`);
  expect(policy).toContain("default-src 'none'");
  for (const [, path] of text.matchAll(/href="(\/[^"]*)"/g)) {
    const { status } = await fetch(`${api.url}${path}`);
    expect({ path, status }).toEqual({ path, status: path === '/admin/queues' ? 401 : 200 });
  }
});

test.each(['/', '/docs/errors'])('the style of %s is one that its own policy lets through', async (path) => {
  const { text, policy } = await read(path);
  const [, style = ''] = /<style>([^]*?)<\/style>/u.exec(text) ?? [];
  expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
});

test('the API’s description is shown with files of this server alone', async () => {
  const { text, policy } = await read('/docs');
  expect(policy).toContain("script-src 'self'");
  expect(text).not.toMatch(/<script>|https?:\/\//);
  for (const [, path] of text.matchAll(/(?:src|href)="([^"]+)"/g)) await read(path ?? '');
  expect((await read('/docs/assets/start.js')).type).toContain('javascript');
  expect((await read('/openapi.json')).type).toBe('application/json');
});

test('every error code can be looked up under the type of its problem', async () => {
  const { text } = await read('/docs/errors');
  for (const code of errorCodes) expect(text).toContain(`id="${code}"`);
  const problem = (await (await fetch(`${api.url}/nothing`)).json()) as { type: string };
  expect(problem.type).toBe('/docs/errors#not_found');
});
