import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
// Not from the package's root, which only works inside a test run.
import { readTestEnv } from '../../../../packages/testing/src/env.ts';
import { provideRedis } from '../../../../packages/testing/src/start-redis.ts';
import { environment } from '../env.ts';

/** The Redis that tests use. Error: where there is none, what to do about it has been printed. */
export async function startRedis(parentFolder: string, cleanups: AsyncDisposableStack): Promise<string> {
  const folder = join(parentFolder, 'redis');
  await mkdir(folder);
  const redis = await provideRedis(readTestEnv(environment), folder, console.error);
  if (redis === undefined) throw new Error('Without Redis this cannot be measured');
  cleanups.defer(redis.stop);
  // Never database 0, where somebody else's data would be.
  const url = new URL(redis.url);
  url.pathname = '/1';
  return url.href;
}
