import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerStartError, systemErrorCode } from '../server-start-error.ts';

/** `postgres.json` in the data folder: tells the next start, and an operator, where the database is. */
export interface PostgresSettings {
  /** Folder of the database; relative to the data folder when inside it, so that the whole may be moved. */
  home: string;
  /** Of the superuser `postgres`. */
  password: string;
  /** Whether a database was made there: if so and it is gone, nothing must be put in its place silently. */
  created: boolean;
}

export const SETTINGS_FILE = 'postgres.json';

/** Undefined for a data folder that has no database yet. */
export async function readSettings(dataDir: string): Promise<PostgresSettings | undefined> {
  const file = join(dataDir, SETTINGS_FILE);
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isSettings(value)) return value;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
  }
  throw new ServerStartError(`${file} cannot be read: restore it, or remove it to begin with an empty database.`);
}

export async function writeSettings(dataDir: string, settings: PostgresSettings): Promise<void> {
  const file = join(dataDir, SETTINGS_FILE);
  await writeFile(`${file}.draft`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.draft`, file);
}

/** Remembers that the database was made. */
export async function confirmCreated(dataDir: string): Promise<void> {
  const settings = await readSettings(dataDir);
  if (settings !== undefined && !settings.created) await writeSettings(dataDir, { ...settings, created: true });
}

function isSettings(value: unknown): value is PostgresSettings {
  return (
    typeof value === 'object' &&
    value !== null &&
    'home' in value &&
    typeof value.home === 'string' &&
    'password' in value &&
    typeof value.password === 'string' &&
    'created' in value &&
    typeof value.created === 'boolean'
  );
}
