import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** One line about where and when something was measured: figures without it mean nothing. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  const when = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return `${when} UTC, ${type()} ${release()}, ${availableParallelism()} cores of ${model}, ${memoryGiB} GiB, Node ${process.version}, load before the run ${load}`;
}
