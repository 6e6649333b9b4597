import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '@lectern/contract';
import type { FileStore, StoredFile } from '../../ports/index.ts';

/** A file store in memory; its files are as old as anybody wants. */
export class MemoryFiles implements FileStore {
  readonly stored = new Map<string, Buffer>();

  async put(owner: string, source: Readable): Promise<StoredFile> {
    const bytes = await buffer(source);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = `${owner}/${sha256}`;
    this.stored.set(key, bytes);
    return { key, sha256, bytes: bytes.length };
  }

  async localPath(key: string): Promise<string> {
    this.#read(key);
    return key;
  }

  async open(key: string): Promise<{ stream: Readable; bytes: number }> {
    const bytes = this.#read(key);
    return { stream: Readable.from([bytes]), bytes: bytes.length };
  }

  async sweepUnfinished(): Promise<number> {
    return 0;
  }

  async *listOlderThan(): AsyncIterable<string> {
    // What comes and goes while somebody reads the list is not in it.
    for (const key of Array.from(this.stored.keys())) yield key;
  }

  async remove(key: string): Promise<boolean> {
    return this.stored.delete(key);
  }

  #read(key: string): Buffer {
    const bytes = this.stored.get(key);
    if (!bytes) throw new AppError('not_found');
    return bytes;
  }
}
