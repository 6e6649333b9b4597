import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestFolder } from './create-test-folder.ts';
import type { TestFolder } from './create-test-folder.ts';
import { readTestEnv } from './env.ts';
import { findProgram } from './find-program.ts';
import { provideRedis } from './start-redis.ts';

const env = { ...readTestEnv(), ci: false, redisTestUrl: undefined };
const hasRedis = (await findProgram(['redis-server', 'valkey-server'], env.path)) !== undefined;

let folder: TestFolder;

beforeAll(async () => {
  folder = await createTestFolder();
});

afterAll(async () => folder.close());

describe('on a machine without Redis', () => {
  test('one line says that its lane is skipped, and how to get it', async () => {
    const lines: string[] = [];
    const redis = await provideRedis({ ...env, path: [folder.path] }, folder.path, (line) => lines.push(line));
    expect(redis).toBeUndefined();
    expect(lines).toEqual(['Redis lane skipped: no Redis server on this machine (install redis-server or set REDIS_TEST_URL).']);
  });

  test('CI fails where it cannot be installed either', async () => {
    const start = provideRedis({ ...env, path: [folder.path], ci: true }, folder.path, () => undefined);
    await expect(start).rejects.toThrow('There is no Redis server, which CI needs');
  });
});

test.runIf(hasRedis)('a Redis of our own, or one that is named, answers until it is stopped', async () => {
  const own = await provideRedis(env, folder.path, () => undefined);
  const named = await provideRedis({ ...env, redisTestUrl: own?.url }, folder.path, () => undefined);
  expect(named?.url).toBe(own?.url);
  await named?.stop();
  expect(await accepts(own?.url)).toBe(true);
  await own?.stop();
  expect(await accepts(own?.url)).toBe(false);
});

function accepts(url = ''): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
