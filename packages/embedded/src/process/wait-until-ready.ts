import { setTimeout as sleep } from 'node:timers/promises';
import { ServerStartError } from '../server-start-error.ts';
import type { ServerProcess } from './server-process.ts';

interface ReadyOptions<Ready> {
  /** The server's name as people know it. */
  name: string;
  /** Asked again and again; undefined means not yet. */
  probe: () => Promise<Ready | undefined>;
  /** One line for a server that ended instead, made from the last lines of its output. */
  explain: (lastLines: readonly string[]) => string;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

const PROBE_INTERVAL_MS = 25;

/**
 * Resolves with the first answer of `probe`. Otherwise the server is stopped first.
 * @throws ServerStartError when it ended or took too long; the signal's reason when aborted.
 */
export async function waitUntilReady<Ready>(server: ServerProcess, options: ReadyOptions<Ready>): Promise<Ready> {
  const deadline = Date.now() + options.timeoutMs;
  let ended = false;
  void server.exited.then(() => (ended = true));
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      if (ended) throw new ServerStartError(options.explain(server.lastLines()));
      if (Date.now() > deadline) throw new ServerStartError(timeoutProblem(options, server.lastLines()));
      const ready = await options.probe();
      if (ready !== undefined) return ready;
      await sleep(PROBE_INTERVAL_MS);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function timeoutProblem(options: { name: string; timeoutMs: number }, lastLines: readonly string[]): string {
  const lastLine = lastLines.at(-1) ?? 'it printed nothing';
  return `${options.name} did not answer within ${options.timeoutMs / 1000} s: start again, or see its log (${lastLine}).`;
}
