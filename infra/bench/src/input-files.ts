import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UsageError } from './command.ts';
import { resolveFile } from './env.ts';

export interface Pdf {
  name: string;
  bytes: Uint8Array;
}

/** A PDF that was named on the command line. Error: UsageError where it cannot be read. */
export async function readPdf(name: string): Promise<Pdf> {
  return { name: basename(name), bytes: await readNamed(name) };
}

/** The same for any file. */
export async function readNamed(name: string): Promise<Buffer> {
  try {
    return await readFile(resolveFile(name));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UsageError(`${name} cannot be read (${reason})`);
  }
}
