import { AppError } from '@lectern/contract';

/** `path`: of the field that is wrong; `message`: what it has to be instead. */
export function invalidField(path: string, message: string): AppError {
  return new AppError('invalid_request', undefined, { fields: [{ path, message }] });
}
