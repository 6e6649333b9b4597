import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** One of our programs in a process of its own, with a channel to it. */
export interface Program {
  /** What it says next; rejects when it ends instead. */
  hear(): Promise<unknown>;
  tell(message: string): void;
  stop(): Promise<void>;
}

export function forkProgram(entry: URL, { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> }): Program {
  // What it has to complain of is to be seen; stdout is for the report.
  const child = fork(fileURLToPath(entry), args, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  return {
    async hear() {
      const ended = exited.then(([code, signal]): never => {
        throw new Error(`${entry.pathname} ended with ${code ?? signal}`);
      });
      const [message]: unknown[] = await Promise.race([once(child, 'message'), ended]);
      return message;
    },
    tell: (message) => void child.send(message),
    stop: () => end(child, exited),
  };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await exited;
}
