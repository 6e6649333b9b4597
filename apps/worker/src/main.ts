import { readWorkerEnv } from './env.ts';
import { startWorker } from './start-worker.ts';

/** Beyond the grace of the tasks: if closing itself hangs, the process ends all the same. */
const closeLimitMs = 20_000;

const env = readWorkerEnv();
const worker = await startWorker(env).catch((error: unknown) => {
  // In one line: who starts us shows the last one.
  const reason = error instanceof Error ? error.message.replaceAll(/\s*\n\s*/gu, '; ') : String(error);
  process.stderr.write(`The worker cannot start: ${reason}\n`);
  process.exit(1);
});
process.send?.({ type: 'ready' });

let closing = false;

function close(): void {
  if (closing) return;
  closing = true;
  setTimeout(() => process.exit(1), env.worker.graceMs + closeLimitMs).unref();
  void worker.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

process.on('SIGTERM', close);
process.on('SIGINT', close);
// A supervisor that is gone cannot end its children any more.
process.on('disconnect', close);
