import type { Readable } from 'node:stream';

export interface StoredFile {
  /** Content address: `<owner>/<sha256>`. */
  key: string;
  sha256: string;
  bytes: number;
}

/** Uploaded files, addressed by owner and content. */
export interface FileStore {
  /**
   * Streams to a temporary file while hashing and counting; memory does not grow with the file.
   * Errors: `pdf_too_large` above `maxBytes`, `not_a_pdf` when the first bytes hold no PDF header, `upload_interrupted`
   * when the source ends early or the signal aborts, `storage_full`. After an error nothing is left on the disk.
   */
  put(owner: string, source: Readable, options: { maxBytes: number; signal: AbortSignal }): Promise<StoredFile>;
  /** A path on the local disk to read from, for child processes; `not_found` when it is gone. */
  localPath(key: string): Promise<string>;
  open(key: string): Promise<{ stream: Readable; bytes: number }>;
  /** Removes what killed processes left half-written for more than a day; returns how many files that were. */
  sweepUnfinished(): Promise<number>;
  /** Keys of all files that were stored longer ago than this. */
  listOlderThan(ageMs: number): AsyncIterable<string>;
  /** Removing what is not there is no error. Returns whether it was there. */
  remove(key: string): Promise<boolean>;
}
