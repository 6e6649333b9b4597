import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 1_000;
/** The holder was killed, or its machine slept. */
const staleAfterMs = 10_000;

/**
 * Waits until nobody else holds the lock and takes it.
 * @param {string} file
 * @param {(pid: number) => void} onWait called once, when somebody else holds it
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeLock(file, onWait) {
  for (let waited = false; ; waited = true) {
    if (create(file)) break;
    if (isStale(file)) rmSync(file, { force: true });
    else {
      if (!waited) onWait(Number(read(file)));
      await sleep(heartbeatMs / 2);
    }
  }
  const heartbeat = setInterval(() => utimesSync(file, new Date(), new Date()), heartbeatMs);
  return () => {
    clearInterval(heartbeat);
    rmSync(file, { force: true });
  };
}

/** @param {string} file */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function isStale(file) {
  const touchedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return touchedAt !== undefined && Date.now() - touchedAt > staleAfterMs;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
