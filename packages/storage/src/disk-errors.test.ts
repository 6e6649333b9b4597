import { AppError } from '@lectern/contract';
import { expect, test } from 'vitest';
import { toDiskError } from './disk-errors.ts';

test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('%s is told as a full disk', (code) => {
  const cause = Object.assign(new Error('write'), { code });
  expect(toDiskError(cause)).toMatchObject({ code: 'storage_full', retryable: true, cause });
});

test('another failure of the disk is not told as a full one', () => {
  expect(toDiskError(Object.assign(new Error('write'), { code: 'EIO' }))).toMatchObject({ code: 'unavailable' });
  const known = new AppError('not_found');
  expect(toDiskError(known)).toBe(known);
});
