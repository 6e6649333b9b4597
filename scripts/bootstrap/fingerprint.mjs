import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const workspaceFile = 'pnpm-workspace.yaml';

/**
 * A hash of all that decides what gets installed.
 * @param {string} root
 */
export function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const manifests = packageFolders(root).map((folder) => join(folder, 'package.json'));
  for (const file of ['pnpm-lock.yaml', workspaceFile, 'package.json', ...manifests]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/**
 * Folders of the packages of the workspace, relative to the root. Understands what our workspace file uses: paths, and `*` at
 * their end.
 * @param {string} root
 */
export function packageFolders(root) {
  const section = /^packages:\n((?:[ \t]+.*\n?)*)/mu.exec(readFileSync(join(root, workspaceFile), 'utf8'))?.[1] ?? '';
  const patterns = [...section.matchAll(/^\s*-\s*["']?([^"'\s]+)/gmu)].map((match) => match[1] ?? '');
  return patterns
    .flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      return existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => join(parent, name)) : [];
    })
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();
}
