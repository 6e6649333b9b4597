import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure } from './explain-failure.mjs';
import { fingerprint, packageFolders } from './fingerprint.mjs';
import { takeLock } from './install-lock.mjs';
import { showProgress } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { runInstaller } from './run-installer.mjs';

/**
 * Installs the dependencies unless what is there is complete and up to date. One that was interrupted is done again: the
 * stamp is written last.
 * @param {string} root
 * @throws {Refusal} when they cannot be installed, or the person interrupted it
 */
export async function ensureInstalled(root) {
  if (isCurrent(root)) return;
  const release = await takeInstallLock(root);
  try {
    // Whoever held the lock may have done it.
    if (!isCurrent(root)) await install(root);
  } finally {
    release();
  }
}

/** @param {string} root */
async function install(root) {
  const first = !existsSync(join(root, 'node_modules'));
  const progress = showProgress(
    first ? 'Installing what Lectern needs, for the first time: a minute or two' : 'Bringing the installed packages up to date',
  );
  rmSync(stampFile(root), { force: true });
  const result = await runInstaller(root, pnpmVersion(root));
  progress.end(result.code === 0 ? 'done' : result.interrupted ? 'interrupted' : 'failed');
  if (result.interrupted) throw new Refusal('The next start takes up the installation again.', result.code);
  if (result.code !== 0) throw new Refusal(explainFailure(result.output));
  if (!existsSync(pinnedNode(root))) {
    throw new Refusal('The pinned Node was not installed, although pnpm reports success: is ignore-scripts set in your .npmrc?');
  }
  writeFileSync(stampFile(root), `${fingerprint(root)}\n`);
}

/** @param {string} root */
function isCurrent(root) {
  const stamp = stampFile(root);
  const folders = packageFolders(root).filter((folder) =>
    /"(d|devD)ependencies"/u.test(readFileSync(join(root, folder, 'package.json'), 'utf8')),
  );
  return (
    existsSync(stamp) &&
    existsSync(pinnedNode(root)) &&
    folders.every((folder) => existsSync(join(root, folder, 'node_modules'))) &&
    readFileSync(stamp, 'utf8').trim() === fingerprint(root)
  );
}

/** @param {string} root */
async function takeInstallLock(root) {
  try {
    return await takeLock(join(root, '.install.lock'), (pid) => {
      process.stderr.write(`Waiting for another start${pid ? ` (process ${pid})` : ''} to finish installing.\n`);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Refusal(`Packages cannot be installed, ${root} cannot be written (${code}): make it writable for this user.`);
  }
}

/** @param {string} root */
function pnpmVersion(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return String(packageManager)
    .replace(/^pnpm@/u, '')
    .replace(/\+.*$/u, '');
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.lectern-installed');
}

/** @param {string} root */
function pinnedNode(root) {
  return join(root, 'node_modules', 'node', 'bin', 'node');
}
