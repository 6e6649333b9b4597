import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv as parseDotEnv } from 'node:util';
import type { EnvSource } from '@lectern/config';
import { reasonOf, StartProblem } from '../start-problem.ts';

export interface Environment {
  /** The process's variables, on top of those of the file `.env`. */
  variables: EnvSource;
  /** Where the person is: npm itself changes into the folder of the repository. */
  workingDir: string;
}

/** The one place that reads the environment. */
export function readEnvironment(root: string): Environment {
  return {
    variables: { ...readDotEnv(join(root, '.env')), ...process.env },
    workingDir: process.env.INIT_CWD ?? process.cwd(),
  };
}

function readDotEnv(file: string): EnvSource {
  try {
    return parseDotEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ENOENT') return {};
    throw new StartProblem(`The settings in ${file} cannot be read (${reason}).`, { cause: error });
  }
}
