import { readFile } from 'node:fs/promises';

const sampleEveryMs = 50;

/** Resident memory of a process of this machine in MB, without its children; undefined where /proc does not tell. */
async function readResidentMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kb = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1_024;
}

/** The highest resident memory of a process while something runs, sampled every 50 ms. */
export async function withPeakMemory<T>(pid: number, work: () => Promise<T>): Promise<{ result: T; peakMb: number | undefined }> {
  let peakMb: number | undefined;
  const timer = setInterval(() => {
    void readResidentMb(pid).then((now) => {
      if (now !== undefined) peakMb = Math.max(peakMb ?? 0, now);
    });
  }, sampleEveryMs);
  try {
    const result = await work();
    return { result, peakMb };
  } finally {
    clearInterval(timer);
  }
}
