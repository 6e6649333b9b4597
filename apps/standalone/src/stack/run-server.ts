import type { EmbeddedServer, ServerExit } from '@lectern/embedded';
import type { LogFile } from '../processes/log-file.ts';
import type { Running } from '../processes/running.ts';
import type { PartKeeper } from './part-keeper.ts';
import type { PartName } from './parts.ts';

/** Nothing for any free one. */
type Port = { port?: number };

/** Runs an embedded server; one that is started again keeps its port, which the others know. Resolves with the first. */
export async function runServer(
  name: PartName,
  keeper: PartKeeper,
  start: (log: LogFile, port: Port, signal: AbortSignal) => Promise<EmbeddedServer>,
): Promise<EmbeddedServer> {
  let first: EmbeddedServer | undefined;
  await keeper.run(name, async (log, signal) => {
    const server = await start(log, first === undefined ? {} : { port: first.port }, signal);
    first ??= server;
    return toRunning(server);
  });
  if (first === undefined) throw new Error(`${name} runs, but was not started`);
  return first;
}

function toRunning({ pid, exited, stop }: EmbeddedServer): Running {
  const describe = ({ code, signal }: ServerExit) => signal ?? `exit code ${String(code)}`;
  // Its guard ends it when we are gone, however that happens.
  return { pid, exited: exited.then(describe), stop, kill: () => undefined };
}
