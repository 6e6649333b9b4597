import { AppError } from '@lectern/contract';

/** No space, over the quota, or over the size the file system or process may write. */
const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the disk said, as an AppError: `storage_full`, or `unavailable` for a folder that cannot be written or read. */
export function toDiskError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = errorCode(error);
  if (code !== undefined && fullCodes.has(code)) return new AppError('storage_full', undefined, { cause: error });
  return new AppError('unavailable', 'The file storage does not work', { cause: error });
}

/** For `.catch()` on what touches the disk. */
export function rethrowDiskError(error: unknown): never {
  throw toDiskError(error);
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
