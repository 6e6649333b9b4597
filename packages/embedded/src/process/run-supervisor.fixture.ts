import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Another process that runs a server, in a process group of its own as a terminal's foreground job has. */
export async function runSupervisor(kind: 'postgres' | 'chroma', dataDir: string) {
  const entry = fileURLToPath(new URL('./supervisor.fixture.ts', import.meta.url));
  const supervisor = spawn(process.execPath, [entry, kind, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [line] = await once(createInterface({ input: supervisor.stdout }), 'line');
  const server: { url: string; pid: number } = JSON.parse(line);
  const pid = supervisor.pid ?? 0;
  return {
    ...server,
    /** What Ctrl-C in a terminal does. */
    interrupt: () => process.kill(-pid, 'SIGINT'),
    kill: async () => {
      const exited = once(supervisor, 'exit');
      process.kill(pid, 'SIGKILL');
      await exited;
    },
    /** The process that stands between the supervisor and its server. */
    guardPid: async () => {
      const record: { server: { pid: number } } = JSON.parse(await readFile(join(dataDir, 'in-use.json'), 'utf8'));
      return record.server.pid;
    },
  };
}

/** Resolves to false when the process still runs after five seconds. */
export async function goesAway(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}
