import { AppError } from '@lectern/contract';

/** A file's address in its parts; both are safe as names of files and folders. */
export interface FileAddress {
  owner: string;
  sha256: string;
}

const ownerPattern = /^[A-Za-z0-9_-]{1,64}$/;
const sha256Pattern = /^[0-9a-f]{64}$/;

/** Undefined for anything that `makeKey` could not have made: no file has such a key. */
export function parseKey(key: string): FileAddress | undefined {
  const [owner = '', sha256 = '', ...rest] = key.split('/');
  return rest.length === 0 && ownerPattern.test(owner) && sha256Pattern.test(sha256) ? { owner, sha256 } : undefined;
}

/** Refuses an owner that could leave its folder; owners are ids of ours, so another one is a mistake of the caller. */
export function checkOwner(owner: string): void {
  if (!ownerPattern.test(owner)) throw new AppError('internal', 'The owner cannot be a part of a file key', { retryable: false });
}

export function makeKey({ owner, sha256 }: FileAddress): string {
  return `${owner}/${sha256}`;
}
