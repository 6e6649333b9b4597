import { appendFileSync, closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';

/** The log of a part that runs: one file per start of Lectern, and the one before is kept beside it. */
export interface LogFile {
  path: string;
  append(line: string): void;
  /** Runs `use` with the file opened for appending, to be handed to a process. */
  withDescriptor<Result>(use: (descriptor: number) => Result): Result;
  /** What was written last, for a line to people. */
  lastLine(): string | undefined;
}

/** Begins a log; what the former start wrote moves to `<name>.previous.log`. */
export function beginLog(path: string): LogFile {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/u, '.previous.log'));
  appendFileSync(path, '', { mode: 0o600 });
  return {
    path,
    append: (line) => appendFileSync(path, `${line}\n`),
    withDescriptor(use) {
      const descriptor = openSync(path, 'a');
      try {
        return use(descriptor);
      } finally {
        closeSync(descriptor);
      }
    },
    lastLine: () => readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) || undefined,
  };
}
