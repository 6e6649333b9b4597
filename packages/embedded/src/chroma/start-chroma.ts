import { join, resolve } from 'node:path';
import { claimFolder } from '../process/folder-claim.ts';
import type { FolderClaim } from '../process/folder-claim.ts';
import { makeFolder } from '../process/folders.ts';
import { choosePort, portProblem } from '../process/ports.ts';
import { startNodeProcess } from '../process/server-process.ts';
import { waitUntilReady } from '../process/wait-until-ready.ts';
import type { EmbeddedServer, ServerOptions } from '../server.ts';
import { UNLOADABLE } from './bindings.ts';

const START_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 5_000;
const HEARTBEAT_LIMIT_MS = 1_000;

/**
 * Starts the Chroma server that npm's `chromadb` brings, on 127.0.0.1, with its data in `dataDir/data`; ends what a
 * killed run left behind. It knows no passwords: whoever may use the loopback interface may use it.
 *
 * The server does not outlive this process, whichever way that ends, and does not notice Ctrl-C in the terminal.
 * @throws ServerStartError with one line for people.
 */
export async function startChroma(options: ServerOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  const claim = await claimFolder(dataDir, { passable: false });
  try {
    return await launch(join(dataDir, 'data'), claim, options);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function launch(dataPath: string, claim: FolderClaim, options: ServerOptions): Promise<EmbeddedServer> {
  await makeFolder(dataPath, 0o700);
  const port = await choosePort('Chroma', options.port);
  const url = `http://127.0.0.1:${port}`;
  const server = startNodeProcess({
    entry: new URL('./chroma-process.ts', import.meta.url),
    args: [dataPath, String(port)],
    graceMs: STOP_GRACE_MS,
    onLog: (line) => isBanner(line) || options.onLog?.(line),
  });
  await claim.recordServer(server.pid);
  await waitUntilReady(server, {
    name: 'Chroma',
    probe: () => heartbeat(url),
    explain: (lastLines) => explain(lastLines, dataPath, port),
    timeoutMs: options.startTimeoutMs ?? START_LIMIT_MS,
    signal: options.signal,
  });
  const exited = claim.releaseAfter(server.exited);
  return { url, port, pid: server.pid, dataPath, exited, stop: server.stop };
}

async function heartbeat(url: string): Promise<true | undefined> {
  try {
    const response = await fetch(`${url}/api/v2/heartbeat`, { signal: AbortSignal.timeout(HEARTBEAT_LIMIT_MS) });
    await response.body?.cancel();
    return response.ok ? true : undefined;
  } catch {
    return undefined;
  }
}

function explain(lastLines: readonly string[], dataPath: string, port: number): string {
  if (lastLines.some((line) => /address .* is not available/i.test(line))) {
    return portProblem('Chroma', port, 'EADDRINUSE');
  }
  const unloadable = lastLines.find((line) => line.startsWith(UNLOADABLE));
  if (unloadable !== undefined) {
    return `Chroma's server does not run on this machine (${unloadable}): use a Chroma server of your own.`;
  }
  const reason = lastLines.findLast((line) => !isBanner(line)) ?? 'it printed nothing';
  return `Chroma stopped while starting in ${dataPath} (${reason.trim()}): see its log, or remove that folder to begin anew.`;
}

/** Its logo, drawn with brackets and hashes. */
function isBanner(line: string): boolean {
  return /^[\s(#]*$/.test(line);
}
