import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createApiClient } from './client.ts';
import { readOwner } from './read-owner.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const me = {
  id: '01900000-0000-7000-8000-000000000000',
  name: 'Owner',
  role: 'operator',
  scope: 'operator',
  signed_in_by: 'owner_token',
  created_at: '2030-01-01T00:00:00.000Z',
};

interface Answer {
  status: number;
  body: unknown;
  retryAfter?: string;
  /** From the first call on; then comes the other one. */
  forMs?: number;
}

async function startApi(first: Answer, other: Answer = first) {
  let calls = 0;
  let firstUntil: number | undefined;
  const server = createServer((_, response: ServerResponse) => {
    calls += 1;
    firstUntil ??= performance.now() + (first.forMs ?? Infinity);
    const { status, body, retryAfter } = performance.now() < firstUntil ? first : other;
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = createApiClient({ url: `http://127.0.0.1:${port}`, token: 'token', signal: AbortSignal.timeout(20_000) });
  return { client, calls: () => calls };
}

function problem(status: number, code: string) {
  return { type: `/docs/errors#${code}`, title: code, status, code, detail: `It is ${code}`, request_id: 'r' };
}

it('a call that came too soon is made once more, after the time it is told', async () => {
  const tooSoon = { status: 429, body: problem(429, 'rate_limited'), retryAfter: '1', forMs: 900 };
  const { client, calls } = await startApi(tooSoon, { status: 200, body: { ...me, email: null } });
  expect(await client.call('getMe')).toMatchObject({ name: 'Owner' });
  expect(calls()).toBe(2);
});

it('nobody is made to wait for hours', async () => {
  const { client, calls } = await startApi({ status: 429, body: problem(429, 'rate_limited'), retryAfter: '7200' });
  await expect(client.call('getMe')).rejects.toMatchObject({ code: 'rate_limited' });
  expect(calls()).toBe(1);
});

it('the owner’s token tells whether there is an account, or that it is worth nothing any more', async () => {
  expect(await readOwner((await startApi({ status: 200, body: { ...me, email: null } })).client)).toBe('no_account');
  expect(await readOwner((await startApi({ status: 200, body: { ...me, email: 'ada@example.org' } })).client)).toBe('has_account');
  expect(await readOwner((await startApi({ status: 401, body: problem(401, 'unauthorized') })).client)).toBe('revoked');
});
