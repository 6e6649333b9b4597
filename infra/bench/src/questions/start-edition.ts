import type { FaultProxy } from '@lectern/testing/fault-proxy';
import type { Api } from '../api.ts';
import { environment } from '../env.ts';
import { makeFolder } from '../servers/make-folder.ts';
import { startModelBehindProxy } from '../servers/start-model.ts';
import { startRedis } from '../servers/start-redis.ts';
import { startStandalone } from '../servers/start-standalone.ts';
import { writeProvidersFile } from '../servers/write-providers-file.ts';

/** Where queue and limits live: in the database, or in Redis as in production. */
export const editions = ['standalone', 'redis'] as const;
export type Edition = (typeof editions)[number];

/** A running Lectern, and what stands between it and its model. */
export interface Running {
  api: Api;
  proxy: FaultProxy;
}

export async function startEdition(edition: Edition, cleanups: AsyncDisposableStack): Promise<Running> {
  const folder = await makeFolder(cleanups);
  const proxy = cleanups.adopt(await startModelBehindProxy(), (server) => server.close());
  const variables = {
    ...environment,
    LECTERN_PROVIDERS_FILE: await writeProvidersFile(folder, { name: 'built-in', baseUrl: proxy.url }),
    // Empty is as good as not set, also where a file .env says otherwise.
    REDIS_URL: edition === 'redis' ? await startRedis(folder, cleanups) : '',
  };
  return { api: await startStandalone(variables, cleanups), proxy };
}
