/** A worker thread of chroma-process.ts: ends the process when its standard input closes. */
import { Socket } from 'node:net';

const KILL_AFTER_MS = 3_000;

const input = new Socket({ fd: 0 });
input.on('error', () => undefined);
input.on('close', () => {
  // Not process.exit(), which waits for the main thread. Chroma handles SIGTERM, but may wait for open connections.
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), KILL_AFTER_MS);
});
input.resume();
