import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { reasonOf, StartProblem } from '../start-problem.ts';

const secretBytes = 32;
/** What API and worker accept; anything else in the file is damage. */
const wellFormed = /^[\w+/=-]{32,}$/u;

export interface KeptSecret {
  file: string;
  /** What it is, for lines to people: `The owner's token`. */
  title: string;
  /** What comes of removing the file, after "remove it to get a new one". */
  ifRemoved?: string;
}

/**
 * A secret in a file; made at the first start, and for nobody else to read.
 * @throws StartProblem when the file cannot be read, or holds something else.
 */
export async function provideSecret(kept: KeptSecret): Promise<string> {
  const found = await readSecret(kept);
  if (found !== undefined) return found;
  const { file } = kept;
  const secret = randomBytes(secretBytes).toString('base64url');
  // Whole or not at all: a start may be killed here.
  await writeFile(`${file}.draft`, `${secret}\n`, { mode: 0o600 });
  await rename(`${file}.draft`, file);
  return secret;
}

async function readSecret({ file, title, ifRemoved = '' }: KeptSecret): Promise<string | undefined> {
  try {
    const secret = (await readFile(file, 'utf8')).trim();
    if (wellFormed.test(secret)) return secret;
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw new StartProblem(`${title} in ${file} cannot be read (${reasonOf(error)}).`, { cause: error });
  }
  throw new StartProblem(
    `The file ${file} is damaged: it does not hold at least 32 letters and digits. Restore it, or remove it to get a new one${ifRemoved}.`,
  );
}
