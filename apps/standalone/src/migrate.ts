import { databaseEnv, describeEnvError, EnvError, parseEnv, queueEnv } from '@lectern/config';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from './settings/env.ts';
import { reasonOf } from './start-problem.ts';

/** Makes the tables of product and queue, or brings them up to date: before API and worker start, and harmless to repeat. */
const root = dirname(fileURLToPath(new URL('../../../package.json', import.meta.url)));

try {
  const env = parseEnv({ database: databaseEnv, queue: queueEnv }, readEnvironment(root).variables);
  // Loaded only now: what is wrong with the settings is told at once.
  const { prepareTables } = await import('./stack/prepare-database.ts');
  await prepareTables(env.database.directUrl, env.queue);
  process.stdout.write('The tables are up to date.\n');
} catch (error) {
  const line = error instanceof EnvError ? describeEnvError(error) : `The database (DATABASE_URL) cannot be prepared: ${reasonOf(error)}`;
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
