/**
 * The API in a process of its own, as it is, or with who asks taken for granted: nothing is recognised, allowed or counted then.
 * Everything else is the same code.
 */
import type { Caller } from '@lectern/core';
import { createDeps } from '../../../../apps/api/src/deps.ts';
import { readApiEnv } from '../../../../apps/api/src/env.ts';
import { startServer } from '../../../../apps/api/src/server.ts';

const [ownerId] = process.argv.slice(2);
process.once('disconnect', () => process.exit(1));
const env = readApiEnv();
const deps = await createDeps(env);
const granted: Caller | undefined = ownerId
  ? { userId: ownerId, role: 'teacher', scope: 'write', credential: { kind: 'api_key', keyId: ownerId } }
  : undefined;
const { url } = await startServer(env, deps, granted && { admit: async () => ({ caller: granted }) });
process.send?.({ url });
