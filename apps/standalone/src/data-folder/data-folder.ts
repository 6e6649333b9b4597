import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from '@lectern/embedded';
import { provideSecret } from './kept-secret.ts';

/** Everything that a standalone Lectern keeps, in one folder that only one of them uses at a time. */
export interface DataFolder {
  path: string;
  /** Folder of the uploaded files. */
  files: string;
  ownerToken: string;
  /** Signs what browsers and programs are known by, unless the environment names another one. */
  secret: string;
  tokenFile: string;
  /** The log of a part. */
  logOf(part: string): string;
  /** A folder for a part to keep its own things in. */
  folderOf(part: string): string;
  /** Whether the first start has shown what it can do. */
  hasShownSample(): Promise<boolean>;
  rememberSample(): Promise<void>;
  /** Lets the next start have it. */
  release(): Promise<void>;
}

/**
 * Makes or opens the data folder.
 * @throws ServerStartError when it cannot be written, or another process uses it; StartProblem when a secret in it is damaged.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  // Root's Postgres runs as another user, who has to get through.
  const claim = await claimFolder(path, { passable: process.getuid?.() === 0 });
  try {
    const tokenFile = join(path, 'owner-token');
    const sampleFile = join(path, 'sample-shown');
    for (const name of ['files', 'logs']) await mkdir(join(path, name), { recursive: true, mode: 0o700 });
    return {
      path,
      files: join(path, 'files'),
      ownerToken: await provideSecret({ file: tokenFile, title: 'The owner’s token' }),
      secret: await provideSecret({ file: join(path, 'secret'), title: 'The secret', ifRemoved: ': everybody has to sign in again then' }),
      tokenFile,
      logOf: (part) => join(path, 'logs', `${part}.log`),
      folderOf: (part) => join(path, part),
      hasShownSample: () =>
        access(sampleFile).then(
          () => true,
          () => false,
        ),
      rememberSample: () => writeFile(sampleFile, `${new Date().toISOString()}\n`),
      release: () => claim.release(),
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}
