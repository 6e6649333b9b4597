import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { z } from 'zod';

/**
 * A thread beside the one that reads, which a reader in an endless loop cannot hold up. Ends the process when it takes too much
 * memory (V8's own limit leaves out array buffers, where unpacked streams live) or when its parent is gone.
 */
const { rssLimitBytes, parentPid } = z.object({ rssLimitBytes: z.number(), parentPid: z.int() }).parse(workerData);
const POLL_MS = 50;
const STDERR = 2;

setInterval(() => {
  const isTooBig = process.memoryUsage.rss() > rssLimitBytes;
  if (isTooBig) writeSync(STDERR, 'over its memory limit\n');
  if (isTooBig || process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}, POLL_MS);
