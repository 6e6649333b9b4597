import { delimiter } from 'node:path';

/** The variables of a test run; nothing else in this package reads the environment. */
export interface TestEnv {
  /** Set by build servers: what is missing is installed, and it is an error where that fails. */
  ci: boolean;
  /** A Redis to test against instead of one of our own. Its databases 1 to 15 are written to, and emptied. */
  redisTestUrl: string | undefined;
  /** Folders in which programs are looked for. */
  path: string[];
}

export function readTestEnv(env: NodeJS.ProcessEnv = process.env): TestEnv {
  return {
    ci: env['CI'] === 'true' || env['CI'] === '1',
    redisTestUrl: env['REDIS_TEST_URL'] || undefined,
    path: (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
  };
}
