import type { DataFolder } from '../data-folder/data-folder.ts';
import { type Kept, keepRunning } from '../processes/keep-running.ts';
import { beginLog, type LogFile } from '../processes/log-file.ts';
import type { Running } from '../processes/running.ts';
import type { Screen } from '../screen/screen.ts';
import { StartProblem } from '../start-problem.ts';
import { type PartName, partNames, partTitles } from './parts.ts';

/** Keeps the parts of a standalone Lectern running, and ends them all. */
export interface PartKeeper {
  /** Aborts with a StartProblem when a part cannot be kept running. */
  failed: AbortSignal;
  /** Resolves when the part is ready. From then on it is started again whenever it ends. */
  run(name: PartName, start: (log: LogFile, signal: AbortSignal) => Promise<Running>): Promise<void>;
  /** Ends them all, in order, those that are being started included. */
  stop(): Promise<void>;
  /** Ends our own processes without ado; the embedded servers notice that we are gone. */
  kill(): void;
}

export function createPartKeeper(folder: DataFolder, screen: Screen): PartKeeper {
  const failure = new AbortController();
  const stopping = new AbortController();
  const starts = new Map<PartName, Promise<Kept>>();
  const running = new Set<Kept>();

  async function keep(name: PartName, start: (log: LogFile, signal: AbortSignal) => Promise<Running>): Promise<Kept> {
    const log = beginLog(folder.logOf(name));
    const title = partTitles[name];
    const kept = await keepRunning(
      {
        start: (signal) => start(log, signal),
        onRestart: (end) => screen.print(`  ${screen.paint('yellow', '!')}  ${title} ended (${end}) and is started again.`),
        onGivenUp: () => failure.abort(new StartProblem(`${title} ended again and again, so Lectern stops; why is in ${log.path}`)),
      },
      stopping.signal,
    );
    running.add(kept);
    return kept;
  }

  return {
    failed: failure.signal,
    async run(name, start) {
      stopping.signal.throwIfAborted();
      const kept = keep(name, start);
      starts.set(name, kept);
      await kept;
    },
    async stop() {
      stopping.abort();
      for (const name of partNames) {
        // One that did not start has been said so to whoever started it, and has cleaned up after itself.
        const kept = await starts.get(name)?.catch(() => undefined);
        await kept?.stop();
      }
    },
    kill() {
      for (const kept of running) kept.kill();
    },
  };
}
