import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChromaIndex } from './chroma-index.ts';

const { signal } = new AbortController();
let server: Server;
let url: string;
let asked: number;
let hungUp: number;

/** Takes every request and answers none: what a server out of memory or behind a broken network looks like. */
beforeEach(async () => {
  asked = 0;
  hungUp = 0;
  server = createServer((_request, response) => {
    asked += 1;
    response.once('close', () => {
      hungUp += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  url = `http://127.0.0.1:${address.port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const query = { vector: [1, 0], courseId: 'course', limit: 5 };

test('a server that hangs costs one time limit, and after five of them none', async () => {
  const index = createChromaIndex({ url, timeoutMs: 300 });
  for (let time = 0; time < 5; time += 1) {
    const startedAt = performance.now();
    await expect(index.query('model', query, { signal })).rejects.toMatchObject({ code: 'index_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
  expect(asked).toBe(5);
  await expect(index.query('model', query, { signal })).rejects.toMatchObject({ code: 'index_unavailable' });
  expect(asked).toBe(5);
  await expect(index.ping({ signal })).rejects.toMatchObject({ code: 'index_unavailable' });
  expect(asked).toBe(6);
  await expect.poll(() => hungUp).toBe(6);
});

test('a cancelled call throws its reason, closes the socket, and is not the server’s fault', async () => {
  const index = createChromaIndex({ url, timeoutMs: 5_000 });
  for (let time = 1; time <= 6; time += 1) {
    const controller = new AbortController();
    const asking = index.query('model', query, { signal: controller.signal });
    asking.catch(() => undefined);
    await expect.poll(() => asked).toBe(time);
    controller.abort(new Error('the job was cancelled'));
    await expect(asking).rejects.toThrow('the job was cancelled');
  }
  await expect.poll(() => hungUp).toBe(6);
  await expect(index.query('model', query, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
  expect(asked).toBe(6);
});
