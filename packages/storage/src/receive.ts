import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@lectern/contract';
import { rethrowDiskError } from './disk-errors.ts';
import { createPdfHeaderCheck } from './pdf-header.ts';

export interface Received {
  sha256: string;
  bytes: number;
}

/**
 * Writes `source` to a new file at `path` and to the disk below it (fsync), chunk by chunk as fast as the disk takes them.
 * On an error the file stays for the caller to remove. Errors as in `FileStore.put`.
 */
export async function receive(
  path: string,
  source: Readable,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<Received> {
  const file = await open(path, 'wx', 0o600).catch(rethrowDiskError);
  try {
    const received = await drain(source, file, maxBytes, signal);
    await file.sync().catch(rethrowDiskError);
    return received;
  } finally {
    await file.close();
  }
}

async function drain(source: Readable, file: FileHandle, maxBytes: number, signal: AbortSignal): Promise<Received> {
  const hash = createHash('sha256');
  const header = createPdfHeaderCheck();
  let isPdf: boolean | undefined;
  let bytes = 0;

  async function write(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new AppError('pdf_too_large');
      isPdf = header.push(chunk);
      if (isPdf === false) throw new AppError('not_a_pdf');
      hash.update(chunk);
      await file.writeFile(chunk).catch(rethrowDiskError);
    }
  }

  try {
    await pipeline(source, write, { signal });
  } catch (error) {
    // What is no AppError by now comes from the source or the signal: the disk's errors were turned above.
    throw error instanceof AppError ? error : new AppError('upload_interrupted', undefined, { cause: error });
  }
  if (isPdf !== true) throw new AppError('not_a_pdf');
  return { sha256: hash.digest('hex'), bytes };
}
