import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  /** With `/` between folders; of safe names alone, each once. */
  path: string;
  /** What is compressed already only costs time. */
  compress: boolean;
  /** Called when its turn has come: one entry is open at a time. Undefined: it is gone meanwhile, and left out. */
  open(): Promise<Readable | undefined>;
}

/** A ZIP archive of entries, made while it is read. Whoever stops reading it destroys the stream, which closes what is open. */
export function zipOf(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream;
  // Its type leaves out that it can be destroyed.
  if (!(output instanceof Readable)) throw new TypeError('the archive is no stream of Node');
  const stopping = new AbortController();
  output.once('close', () => stopping.abort());
  zip.on('error', (error: Error) => output.destroy(error));
  writeEntries(zip, entries, stopping.signal).catch((error: unknown) => {
    output.destroy(stopping.signal.aborted || !(error instanceof Error) ? undefined : error);
  });
  return output;
}

async function writeEntries(zip: ZipFile, entries: AsyncIterable<ZipEntry>, signal: AbortSignal): Promise<void> {
  for await (const { path, compress, open } of entries) {
    signal.throwIfAborted();
    const stream = await open();
    if (!stream) continue;
    try {
      const read = finished(stream, { signal, writable: false });
      zip.addReadStream(stream, path, { compress });
      await read;
    } finally {
      stream.destroy();
    }
  }
  zip.end();
}
