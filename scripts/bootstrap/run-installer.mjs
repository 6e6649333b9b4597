import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const killAfterMs = 5_000;

/**
 * Runs `pnpm install` through npx. Installing starts processes of its own, so all of them are one process group that is ended
 * as a whole when a signal comes.
 * @param {string} root
 * @param {string} version of pnpm
 * @returns {Promise<{ code: number, output: string, interrupted: boolean }>}
 */
export function runInstaller(root, version) {
  const args = ['--yes', `pnpm@${version}`, 'install', '--frozen-lockfile', '--config.confirm-modules-purge=false'];
  const child = spawn('npx', args, { cwd: root, env: installerEnv(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));

  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy;
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    interruptedBy ??= signal;
    killGroup(child.pid, 'SIGTERM');
    setTimeout(() => killGroup(child.pid, 'SIGKILL'), killAfterMs).unref();
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, interrupt);

  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: String(error), interrupted: false }));
    child.once('close', (code) => {
      for (const signal of signals) process.off(signal, interrupt);
      if (interruptedBy) {
        killGroup(child.pid, 'SIGKILL');
        resolve({ code: 128 + constants.signals[interruptedBy], output, interrupted: true });
      } else resolve({ code: code ?? 1, output, interrupted: false });
    });
  });
}

function installerEnv() {
  // In production mode pnpm would leave out the development dependencies, the pinned Node among them.
  const { NODE_ENV: _, ...env } = process.env;
  return {
    ...env,
    npm_config_update_notifier: 'false',
    // Without network npm would try for more than a minute before it says so.
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
  };
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} signal
 */
function killGroup(leader, signal) {
  try {
    if (leader) process.kill(-leader, signal);
  } catch {
    // Nothing is left of the group.
  }
}
