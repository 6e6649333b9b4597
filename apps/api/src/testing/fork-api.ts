import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface ForkedApi {
  child: ChildProcess;
  /** All it has written to stdout and stderr. */
  output(): string;
  /** Its address, as it tells its parent; rejects when it exits instead. */
  ready: Promise<string>;
  exited: Promise<{ code: number }>;
}

/** Runs the API as its supervisor does: a child with nothing but these variables, and a channel to it. */
export function forkApi(variables: Record<string, string>): ForkedApi {
  const child = fork(entry, { env: variables, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // Not 'close', which never comes once the channel was closed from this side.
  const exited = Promise.all([once(child, 'exit'), ...streams.map((stream) => once(stream, 'end'))]).then(([[code]]) => ({
    code: Number(code),
  }));
  const message = once(child, 'message').then(([sent]: { url: string }[]) => sent?.url ?? '');
  const gone = exited.then(({ code }): never => {
    throw new Error(`exited with ${code}: ${output}`);
  });
  const ready = Promise.race([message, gone]);
  // Whoever only waits for the exit does not care.
  ready.catch(() => {});
  return { child, output: () => output, ready, exited };
}
