import type { IncomingMessage } from 'node:http';

/** Enough for the rest of an ordinary file, little enough that a refused client costs next to nothing. */
const maxBytes = 32 * 1024 * 1024;
const maxMs = 5_000;

/**
 * Reads and throws away what is left of a refused request: browsers and curl that are still sending see a reset connection
 * instead of the answer otherwise. Gives up after some bytes and seconds. Returns whether the end was reached, that is,
 * whether the connection can be used again.
 */
export async function drain(request: IncomingMessage): Promise<boolean> {
  if (request.complete && request.readableLength === 0) return true;
  if (request.destroyed) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) resolve(false);
  };
  const ended = () => resolve(true);
  const gone = () => resolve(false);
  const timer = setTimeout(gone, maxMs);
  request.on('data', count).once('end', ended).once('error', gone).once('close', gone);
  request.resume();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    // The listener for errors stays: without one, a connection that breaks now would end the process.
    request.off('data', count).off('end', ended).off('close', gone);
  }
}
