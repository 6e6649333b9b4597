import { parseArgs } from 'node:util';
import { StartProblem } from './start-problem.ts';

export interface Arguments {
  /** As they were typed. */
  files: string[];
  /** Whether a first start may try the sample. */
  sample: boolean;
  show: 'help' | 'version' | undefined;
}

export const help = `Usage: npm start [-- [options] [PDF ...]]

Starts Lectern on this machine and keeps it running until Ctrl-C. The first start turns a sample
chapter into questions. With PDF files it does the same with those, in a course of their own.

Options:
  --no-sample   leave the sample out
  --version     print the version
  --help        print this

Settings are environment variables, or lines in a file .env; .env.example explains them all.
  LECTERN_PORT       port on 127.0.0.1 (3000)
  LECTERN_DATA_DIR   folder of all data (.lectern)

Ends with 0 when stopped by Ctrl-C or SIGTERM once it is ready, with 130 or 143 when stopped before
that, and with 1 on any problem.
`;

/** @throws StartProblem for options that do not exist. */
export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        'no-sample': { type: 'boolean' },
      },
    });
    return {
      files: positionals,
      sample: values['no-sample'] !== true,
      show: values.help ? 'help' : values.version ? 'version' : undefined,
    };
  } catch (error) {
    const option = error instanceof Error ? /'(-[^']*)'/u.exec(error.message)?.[1] : undefined;
    if (option === undefined) throw error;
    throw new StartProblem(`The option ${option} does not exist, or takes no value: npm start -- --help lists them all.`, { cause: error });
  }
}
