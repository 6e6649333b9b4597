import { createHash } from 'node:crypto';
import { errorCodes } from '@lectern/contract';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { formPageHeaders, scriptPath } from './page.ts';

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
    headers: response.headers,
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

const formPages = ['/', '/sign-in', '/sign-up', '/forgot-password', '/reset-password?token=abc'];

test.each([...formPages, '/docs/errors'])('the style of %s is one that its own policy lets through', async (path) => {
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

test.each(formPages)('%s runs our one script alone, and is kept in no cache', async (path) => {
  const { text, policy, headers } = await read(path);
  expect(policy).toBe(formPageHeaders['content-security-policy']);
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'/u,
  );
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(text.match(/<script[^>]*>/gu)).toEqual([`<script type="module" src="${scriptPath}">`]);
  expect(text).not.toMatch(/ on[a-z]+=|style="|javascript:/u);
});

test('the script of the forms is served as one', async () => {
  const { text, type } = await read(scriptPath);
  expect(type).toContain('javascript');
  expect(text).toContain('data-path');
});

test('every field has a label, a place for what is wrong with it, and says what a browser may fill in', async () => {
  for (const path of formPages) {
    const { text } = await read(path);
    for (const [input] of text.matchAll(/<input(?![^>]*type="hidden")[^>]*>/gu)) {
      const id = /id="([^"]+)"/u.exec(input)?.[1] ?? '';
      expect(text).toContain(`<label for="${id}">`);
      expect(input).toMatch(/autocomplete="(username|current-password|new-password|one-time-code|name)"/u);
      for (const other of /aria-describedby="([^"]+)"/u.exec(input)?.[1]?.split(' ') ?? ['none']) expect(text).toContain(`id="${other}"`);
    }
    if (text.includes('<form')) expect(text).toContain('role="status"');
  }
});

test('what stands in the address is shown as text, never as a part of the page', async () => {
  const evil = encodeURIComponent('"><script>alert(1)</script><input x="');
  for (const path of ['/sign-in?next=/', '/sign-up?invitation=', '/sign-up?code=', '/sign-up?next=/', '/reset-password?token=']) {
    const { text } = await read(`${path}${evil}`);
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<input x=');
  }
});

test('after signing in one goes on to a page of this site, and to no other', async () => {
  expect((await read('/sign-in?next=/admin/queues')).text).toContain('data-next="/admin/queues"');
  for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/.//evil.example']) {
    const { text } = await read(`/sign-in?next=${encodeURIComponent(evil)}`);
    expect(text).toContain('data-next="/"');
    expect(text).not.toContain('evil.example');
  }
});

test('whoever was invited has nothing but their name, address and password to type; whoever has a code finds it filled in', async () => {
  const invited = (await read('/sign-up?invitation=abc')).text;
  expect(invited).toContain('<input type="hidden" name="invitation" value="abc"');
  expect(invited).not.toContain('name="join_code"');
  expect((await read('/sign-up?code=QRST-2345')).text).toMatch(/name="join_code"[^>]*value="QRST-2345"/u);
});

test('without mail nobody is made to wait for one', async () => {
  const { text } = await read('/forgot-password');
  expect(text).toContain('sends no mail');
  expect(text).not.toContain('<form');
});

test('the first account is asked for until there is one', async () => {
  const fresh = await startTestApi();
  onTestFinished(() => fresh.close());
  const show = async (path: string) => (await fetch(`${fresh.url}${path}`)).text();
  await fresh.makeUser('student');
  expect(await show('/')).toContain('There is no account yet');
  expect(await show('/sign-up')).toContain('name="setup_token"');
  await fresh.makeUser('operator');
  expect(await show('/')).toContain('You are not signed in');
  expect(await show('/sign-up?setup=1')).not.toContain('<form');
  expect(await show('/sign-up')).toContain('name="join_code"');
});
