import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { reasonOf, StartProblem } from '../start-problem.ts';

const tokenBytes = 32;
/** What API and worker accept; anything else in the file is damage. */
const wellFormed = /^[\w-]{32,}$/u;

/** The token of the first user; made at the first start, and for nobody else to read. */
export async function provideOwnerToken(file: string): Promise<string> {
  const found = await readToken(file);
  if (found !== undefined) return found;
  const token = randomBytes(tokenBytes).toString('base64url');
  // Whole or not at all: a start may be killed here.
  await writeFile(`${file}.draft`, `${token}\n`, { mode: 0o600 });
  await rename(`${file}.draft`, file);
  return token;
}

async function readToken(file: string): Promise<string | undefined> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (wellFormed.test(token)) return token;
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw new StartProblem(`The owner's token in ${file} cannot be read (${reasonOf(error)}).`, { cause: error });
  }
  throw new StartProblem(
    `The file ${file} does not hold a token of at least 32 letters and digits: restore it, or remove it to get a new one.`,
  );
}
