import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);
const LIMIT_MS = 5 * 60_000;
/** Debian's packages ask this program before they start their service; 101 means: do not. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

/**
 * Installs Debian's `redis-server` without starting its service. Does nothing where there is no apt-get or we are not root.
 * @throws Error when apt-get fails.
 */
export async function installRedis(path: readonly string[]): Promise<void> {
  const aptGet = await findProgram(['apt-get'], path);
  if (aptGet === undefined || process.getuid?.() !== 0) return;
  const removePolicy = await forbidServices();
  try {
    await run(aptGet, ['update'], { timeout: LIMIT_MS });
    await run(aptGet, ['install', '--yes', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', 'redis-server'], {
      timeout: LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    await removePolicy();
  }
}

/** Leaves a policy alone that is there already, as in images of containers. */
async function forbidServices(): Promise<() => Promise<void>> {
  try {
    await writeFile(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
  } catch {
    return async () => undefined;
  }
  return () => rm(POLICY_FILE, { force: true });
}
