import { access, constants, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { reasonOf, StartProblem } from './start-problem.ts';

/** A file that is to be made into questions. */
export interface InputFile {
  path: string;
  /** Its name without folders, which becomes the document's. */
  name: string;
  /** For people; tells it from the others. */
  label: string;
}

const advice: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
};

/**
 * The files that the paths name, each once.
 * @throws StartProblem for the first path that is not a file one can read.
 */
export async function checkInputFiles(paths: readonly string[], workingDir: string): Promise<InputFile[]> {
  const typedByPath = new Map(paths.map((typed) => [resolve(workingDir, typed), typed]));
  for (const [path, typed] of typedByPath) await checkFile(path, typed);
  const names = [...typedByPath.keys()].map((path) => basename(path));
  return [...typedByPath].map(([path, typed]) => {
    const name = basename(path);
    return { path, name, label: names.filter((other) => other === name).length === 1 ? name : typed };
  });
}

async function checkFile(path: string, typed: string): Promise<void> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory())
      throw new StartProblem(`${typed} is a folder: name the PDF files in it, for instance ${typed.replace(/\/+$/u, '')}/*.pdf`);
    if (!entry.isFile()) throw new StartProblem(`${typed} is not a file.`);
    await access(path, constants.R_OK);
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    const reason = reasonOf(error);
    throw new StartProblem(`${typed} cannot be read: ${advice[reason] ?? reason}.`, { cause: error });
  }
}
