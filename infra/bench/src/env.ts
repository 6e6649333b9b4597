import { resolve } from 'node:path';

/** The environment that the measured system gets; the one place where the benchmark reads it. */
export const environment = process.env;

/** A file as it was named on the command line: npm itself changes into the folder of the repository. */
export function resolveFile(name: string): string {
  return resolve(environment['INIT_CWD'] ?? process.cwd(), name);
}
