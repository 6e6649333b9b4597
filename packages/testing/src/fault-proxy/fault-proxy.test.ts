import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../wait-for.ts';
import {
  type Fault,
  type FaultProxy,
  type Latency,
  mostInWindow,
  quotaExhausted,
  rateLimited,
  serverError,
  startFaultProxy,
  unauthorized,
} from './index.ts';
import { createRandom } from './random.ts';

const items = [
  { stem: 'one', evidence: { quote: 'water rises' } },
  { stem: 'two', evidence: { quote: 'water falls' } },
];
const completion = { choices: [{ index: 0, message: { role: 'assistant', content: JSON.stringify({ items }) } }] };

let upstream: Server;
let left = 0;
let proxy: FaultProxy;

beforeAll(async () => {
  upstream = createServer(async (request, response) => {
    response.once('close', () => (left += response.writableFinished ? 0 : 1));
    if (request.url === '/v1/slow') return;
    if (request.url === '/v1/takes-its-time') await sleep(60);
    if (request.url === '/v1/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const part of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
        response.write(part);
        await sleep(40);
      }
      response.end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'r-1' });
    response.end(JSON.stringify(request.url === '/v1/embeddings' ? { data: [{ index: 0 }, { index: 1 }] } : completion));
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const address = upstream.address();
  proxy = await startFaultProxy({ upstream: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1` });
});
beforeEach(() => {
  proxy.setScript([]);
  proxy.records.length = 0;
});
afterAll(async () => {
  await proxy.close();
  upstream.closeAllConnections();
  upstream.close();
});

interface Asking {
  key?: string;
  path?: string;
  model?: string;
  schema?: string;
  signal?: AbortSignal;
}

function ask(asking: Asking = {}): Promise<Response> {
  const { key = 'k', path = '/chat/completions', model = 'm', schema, signal = AbortSignal.timeout(5_000) } = asking;
  const body = { model, ...(schema && { response_format: { type: 'json_schema', json_schema: { name: schema } } }) };
  return fetch(proxy.url + path, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(body), signal });
}

async function itemsOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as typeof completion;
  return JSON.parse(body.choices[0]?.message.content ?? '');
}

describe('without a fault', () => {
  test('requests pass, and are recorded by key, model and what they are for', async () => {
    const response = await ask({ key: 'a', schema: 'write_questions' });
    expect(response.headers.get('x-request-id')).toBe('r-1');
    expect(await itemsOf(response)).toEqual({ items });
    await ask({ key: 'b', model: 'n' });
    await waitFor(() => proxy.records.every((record) => record.endedAt !== undefined));
    expect(proxy.records).toMatchObject([
      {
        path: '/chat/completions',
        key: 'a',
        model: 'm',
        schema: 'write_questions',
        nthOfKey: 1,
        status: 200,
        complete: true,
        fault: undefined,
      },
      { key: 'b', model: 'n', schema: undefined, nthOfKey: 1 },
    ]);
  });

  test('streams come piece by piece', async () => {
    const response = await ask({ path: '/stream' });
    const pieces = await Array.fromAsync(response.body ?? []);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).toString()).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\n');
  });

  test('a client that leaves ends the request upstream', async () => {
    const before = left;
    await expect(ask({ path: '/slow', signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await waitFor(() => left === before + 1);
  });
});

describe('faults', () => {
  test('answer with the status and headers that were told', async () => {
    proxy.setScript([
      { key: 'dead', fault: unauthorized },
      { key: /^poor/, fault: quotaExhausted },
      { times: 1, fault: rateLimited({ 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' }) },
    ]);
    expect((await ask({ key: 'dead' })).status).toBe(401);
    expect(await (await ask({ key: 'poor-1' })).json()).toMatchObject({ error: { code: 'insufficient_quota' } });
    const limited = await ask();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await ask()).status).toBe(200);
  });

  test('can be decided by a function', async () => {
    proxy.setScript(({ nthOfKey }) => (nthOfKey % 2 === 0 ? { fault: { kind: 'status', status: 500 } } : undefined));
    const statuses = [await ask({ key: 'odd' }), await ask({ key: 'odd' }), await ask({ key: 'odd' })].map(({ status }) => status);
    expect(statuses).toEqual([200, 500, 200]);
  });

  test('reset the connection, or never answer', async () => {
    proxy.setScript([{ times: 1, fault: { kind: 'reset' } }, { fault: { kind: 'blackhole' } }]);
    await expect(ask()).rejects.toThrow('fetch failed');
    await expect(ask({ signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    expect(proxy.records.map(({ complete, status }) => ({ complete, status }))).toEqual(
      Array.from({ length: 2 }, () => ({ complete: false, status: undefined })),
    );
  });

  test.each([
    ['an answer', '/chat/completions'],
    ['a stream', '/stream'],
  ])('cut %s in the middle', async (_name, path) => {
    proxy.setScript([{ fault: { kind: 'cut', afterBytes: 12 } }]);
    const response = await ask({ path });
    const pieces: Uint8Array[] = [];
    const reading = async () => {
      for await (const piece of response.body ?? []) pieces.push(piece);
    };
    await expect(reading()).rejects.toThrow();
    expect(Buffer.concat(pieces)).toHaveLength(12);
  });

  test('spoil the answer', async () => {
    const spoilt = async (fault: Fault, path?: string) => {
      proxy.setScript([{ fault }]);
      return ask(path === undefined ? {} : { path });
    };
    await expect((await spoilt({ kind: 'malformed_body' })).json()).rejects.toThrow();
    await expect(itemsOf(await spoilt({ kind: 'malformed_content' }))).rejects.toThrow();
    expect(await itemsOf(await spoilt({ kind: 'too_few_items', keep: 1 }))).toEqual({ items: items.slice(0, 1) });
    expect(await (await spoilt({ kind: 'too_few_items', keep: 1 }, '/embeddings')).json()).toEqual({ data: [{ index: 0 }] });
    const wrong = JSON.stringify(await itemsOf(await spoilt({ kind: 'wrong_evidence' })));
    expect(wrong).toContain('"stem":"one"');
    expect(wrong).not.toContain('water rises');
  });

  test('can be for calls of one kind', async () => {
    proxy.setScript([{ schema: 'verify_questions', fault: serverError }]);
    expect((await ask({ schema: 'write_questions' })).status).toBe(200);
    expect((await ask({ schema: 'verify_questions' })).status).toBe(503);
  });
});

describe('latency', () => {
  /** How long a call to a server that takes 60 ms lasts. */
  async function askSlowServer(latency: Latency): Promise<number> {
    proxy.setScript([{ latency }]);
    const startedAt = performance.now();
    await ask({ path: '/takes-its-time' });
    return performance.now() - startedAt;
  }

  test('is as long as told', async () => {
    proxy.setScript([{ latency: { meanMs: 80, jitterMs: 20 } }]);
    const startedAt = performance.now();
    await ask();
    expect(performance.now() - startedAt).toBeGreaterThan(59);
  });

  test('of the way comes on top of what upstream takes', async () => {
    expect(await askSlowServer({ meanMs: 60 })).toBeGreaterThan(118);
  });

  test('of the call is all that it takes, upstream included', async () => {
    const tookMs = await askSlowServer({ meanMs: 200, of: 'call' });
    expect(tookMs).toBeGreaterThan(198);
    expect(tookMs).toBeLessThan(255);
  });

  test('of the call is as long as upstream takes where that is longer', async () => {
    const tookMs = await askSlowServer({ meanMs: 1, of: 'call' });
    expect(tookMs).toBeGreaterThan(58);
  });

  test('of the call is that of an answer that the proxy makes up, too', async () => {
    proxy.setScript([{ latency: { meanMs: 60, of: 'call' }, fault: serverError }]);
    const startedAt = performance.now();
    expect((await ask()).status).toBe(503);
    expect(performance.now() - startedAt).toBeGreaterThan(58);
  });

  test('of the call is cut short by a client that leaves', async () => {
    proxy.setScript([{ latency: { meanMs: 5_000, of: 'call' } }]);
    await expect(ask({ signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
    await waitFor(() => proxy.records[0]?.endedAt !== undefined);
    expect(proxy.records[0]).toMatchObject({ complete: false, status: undefined });
  });
});

test('the waits of a run can be repeated by its seed', () => {
  const draw = (seed: number) => Array.from({ length: 50 }, createRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7).every((value) => value >= 0 && value < 1)).toBe(true);
});

test('the busiest window is found wherever it begins', () => {
  const at = (...times: number[]) => times.map((time) => ({ at: time }));
  expect(mostInWindow(at(0, 30, 59, 60, 61), 60)).toBe(4);
  expect(mostInWindow(at(0, 60, 120), 60)).toBe(1);
  expect(
    mostInWindow(
      [
        { at: 5, amount: 10 },
        { at: 0, amount: 7 },
      ],
      60,
    ),
  ).toBe(17);
  expect(mostInWindow([], 60)).toBe(0);
});
