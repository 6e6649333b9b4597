import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';
import type { AppEnv } from './handler.ts';

/** The address that a request from there, with these headers, is taken to come from. */
async function addressOf(trusted: string[], remoteAddress: string | undefined, forwarded?: string): Promise<string> {
  const app = new Hono<AppEnv>();
  app.use(clientAddress(trusted));
  app.get('/', (c) => c.text(c.var.address));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const answer = await app.request('/', { headers }, { incoming: { headers, socket: { remoteAddress } } });
  return answer.text();
}

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  [undefined, 'unknown'],
])('a connection from %s comes from %s', async (remote, address) => {
  expect(await addressOf([], remote)).toBe(address);
});

test('what a client says of itself is not believed', async () => {
  expect(await addressOf([], '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  expect(await addressOf(['10.0.0.0/8'], '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  expect(await addressOf(['10.0.0.0/8'], undefined, '198.51.100.7')).toBe('unknown');
});

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['1.1.1.1, 198.51.100.7', '198.51.100.7'],
  ['1.1.1.1, 198.51.100.7, 10.2.0.1', '198.51.100.7'],
  ['10.3.0.1, 10.2.0.1', '10.3.0.1'],
  ['198.51.100.7:4711', '198.51.100.7'],
  ['[2001:db8::7]:4711', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['unknown', '10.0.0.1'],
  ['<script>', '10.0.0.1'],
  ['', '10.0.0.1'],
])('what a trusted proxy has added to %j is: %s', async (forwarded, address) => {
  expect(await addressOf(['10.0.0.0/8'], '10.0.0.1', forwarded)).toBe(address);
  expect(await addressOf(['uniquelocal', 'loopback'], '::ffff:10.0.0.1', forwarded)).toBe(address);
});
