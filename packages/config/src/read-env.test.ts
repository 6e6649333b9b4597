import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  accountsEnv,
  auditEnv,
  databaseEnv,
  editionEnv,
  EnvError,
  filesEnv,
  httpEnv,
  logEnv,
  mailEnv,
  modelsEnv,
  parseEnv,
  questionsEnv,
  queueEnv,
  shieldEnv,
  vectorsEnv,
  workerEnv,
} from './index.ts';

const parts = { database: databaseEnv, http: httpEnv, worker: workerEnv, log: logEnv };

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv(parts, source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  it('have defaults, so that a database is enough', () => {
    const env = parseEnv(parts, { DATABASE_URL: 'postgres://localhost/lectern' });
    expect(env.database).toEqual({
      url: 'postgres://localhost/lectern',
      directUrl: 'postgres://localhost/lectern',
      max: 10,
      prepare: true,
    });
    expect(env.http).toMatchObject({ host: '127.0.0.1', port: 3000 });
    expect(env.worker.queues).toEqual(['documents', 'models', 'interactive', 'maintenance']);
    expect(env.log.level).toBe('info');
  });

  it('that are set to nothing count as not set', () => {
    expect(parseEnv(parts, { DATABASE_URL: 'postgres://localhost/lectern', LECTERN_PORT: ' ', LECTERN_OWNER_TOKEN: '' }).http.port).toBe(
      3000,
    );
  });

  it('are refused all at once, each with what it should be', () => {
    expect(
      problemsOf({ LECTERN_PORT: '80x', WORKER_QUEUES: 'documents,letters', WORKER_RECONCILE: 'perhaps', LECTERN_LOG_LEVEL: 'loud' }),
    ).toEqual([
      'DATABASE_URL: is needed, and is not set',
      'LECTERN_PORT: must be a whole number from 0 to 65535',
      'WORKER_QUEUES: must be one of documents, models, interactive, maintenance',
      'WORKER_RECONCILE: must be true or false',
      'LECTERN_LOG_LEVEL: must be one of debug, info, warn, error, silent',
    ]);
  });

  it('are refused without repeating what may be a secret', () => {
    const problems = problemsOf({ DATABASE_URL: 'mysql://user:hunter2@localhost/lectern', LECTERN_OWNER_TOKEN: 'hunter2' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('that several parts read are named once', () => {
    expect(() => parseEnv({ a: databaseEnv, b: databaseEnv }, {})).toThrow(/^DATABASE_URL: is needed, and is not set$/u);
  });

  it('of a process that cannot start are printed without a stack, and it exits with 1', () => {
    const program = `
      import { readEnv, logEnv } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};
      readEnv({ log: logEnv }, { LECTERN_LOG_LEVEL: 'loud' });
      console.log('started');
    `;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', env: {} });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'The settings need attention (.env.example explains them all):',
      '  LECTERN_LOG_LEVEL: must be one of debug, info, warn, error, silent',
    ]);
  });

  it('of a part of one’s own are read beside the shared ones', () => {
    const own = z.object({ PAGE_SIZE: z.coerce.number() }).transform((env) => ({ pageSize: env.PAGE_SIZE }));
    expect(parseEnv({ own, log: logEnv }, { PAGE_SIZE: '20' }).own).toEqual({ pageSize: 20 });
  });
});

it('every setting is explained in .env.example', () => {
  const explained = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const all = [
    accountsEnv,
    auditEnv,
    databaseEnv,
    editionEnv,
    filesEnv,
    httpEnv,
    logEnv,
    mailEnv,
    modelsEnv,
    questionsEnv,
    queueEnv,
    shieldEnv,
    vectorsEnv,
    workerEnv,
  ].flatMap((part) => Object.keys(part.in.shape));
  expect(all.filter((name) => !new RegExp(`^#${name}=`, 'mu').test(explained))).toEqual([]);
});
