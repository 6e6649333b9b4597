import { ensureOwner } from '@lectern/core';
import { createDeps } from './deps.ts';
import { readApiEnv } from './env.ts';
import { startServer } from './server.ts';
import { reasonNotToStart, tellStart } from './tell-start.ts';

/** Closing takes 10 s for requests, and some for connections; who is not through by then hangs. */
const closeLimitMs = 20_000;

const env = readApiEnv();
const { url, close } = await start().catch((error: unknown) => {
  process.stderr.write(`The API cannot start: ${reasonNotToStart(error)}\n`);
  process.exit(1);
});

process.send?.({ type: 'ready', url });
// A parent that is gone cannot tell us to end.
process.once('disconnect', stop);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function start(): Promise<{ url: string; close(): Promise<void> }> {
  const deps = await createDeps(env);
  const { ownerToken } = env.http;
  if (deps.knowsOwnerTokens && ownerToken !== undefined) await ensureOwner(deps, { token: ownerToken });
  const removed = await deps.identity.removeForeignKeys();
  if (removed > 0) deps.log.warn({ removed }, 'LECTERN_SECRET has changed: logins and tokens of before are over');
  const server = await startServer(env, deps);
  deps.log.info({ url: server.url }, 'serving');
  // The standalone edition has a person at its screen, whose supervisor says it better.
  if (env.edition === 'production') await tellStart(env, deps, server.url);
  return {
    url: server.url,
    async close() {
      await server.close();
      await deps.close();
    },
  };
}

function stop(): void {
  setTimeout(() => process.exit(1), closeLimitMs).unref();
  void close().then(() => process.exit(0));
}
