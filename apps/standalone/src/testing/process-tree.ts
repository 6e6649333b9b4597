import { readdir, readFile } from 'node:fs/promises';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessRef {
  pid: number;
  /** In clock ticks since the boot. */
  startedAt: string;
}

/** The processes that a process has started, and those that these have started. Linux only. */
export async function descendantsOf(pid: number): Promise<ProcessRef[]> {
  const all = await listProcesses();
  const children = all.filter(({ parent }) => parent === pid);
  const below = await Promise.all(children.map((child) => descendantsOf(child.pid)));
  return [...children.map(({ pid, startedAt }) => ({ pid, startedAt })), ...below.flat()];
}

/** Those of the processes that still run. */
export async function livingOf(processes: readonly ProcessRef[]): Promise<ProcessRef[]> {
  const all = await listProcesses();
  return processes.filter(({ pid, startedAt }) => all.some((other) => other.pid === pid && other.startedAt === startedAt));
}

/** See proc_pid_stat(5); the name in the second field may hold blanks and brackets. */
async function listProcesses(): Promise<(ProcessRef & { parent: number })[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)));
  return stats.flatMap((stat, index) => {
    const [state = 'Z', parent, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    return 'ZX'.includes(state) ? [] : [{ pid: Number(pids[index]), parent: Number(parent), startedAt: rest[17] ?? '' }];
  });
}
