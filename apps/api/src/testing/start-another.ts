import { parseEnv } from '@lectern/config';
import { createDeps } from '../deps.ts';
import { apiEnv } from '../env.ts';
import { startServer } from '../server.ts';
import type { TestApi } from './start-test-api.ts';

/** Another API for the same installation, which shares nothing with the first but what is in the database and the files. */
export async function startAnother({ variables }: Pick<TestApi, 'variables'>): Promise<{ url: string; close(): Promise<void> }> {
  const env = parseEnv(apiEnv, variables);
  const deps = await createDeps(env);
  const server = await startServer(env, deps);
  return {
    url: server.url,
    async close() {
      await server.close();
      await deps.close();
    },
  };
}
