import { AppError, type FieldError } from '@lectern/contract';
import type { TestRow } from './find-test.ts';

/** What a teacher decides about a test. */
export type TestSettings = Pick<
  TestRow,
  | 'title'
  | 'instructions'
  | 'track'
  | 'selection'
  | 'points'
  | 'timeLimitSeconds'
  | 'attemptsAllowed'
  | 'opensAt'
  | 'closesAt'
  | 'shuffleQuestions'
  | 'shuffleOptions'
  | 'closedBook'
  | 'showResults'
  | 'passPercent'
  | 'review'
>;

/** Undefined: it stays as it is. */
export type TestChanges = { [Name in keyof TestSettings]?: TestSettings[Name] | undefined };

/** What is later, or earlier, is written in another way, and no test is held then. */
const [earliest, latest] = [Date.UTC(2000, 0, 1), Date.UTC(9999, 11, 31)];

/** Error: `invalid_request` when it closes before it opens, or at a time that is none. */
export function checkTimes({ opensAt, closesAt }: Pick<TestSettings, 'opensAt' | 'closesAt'>): void {
  const fields: FieldError[] = [];
  for (const [path, time] of [['opens_at', opensAt] as const, ['closes_at', closesAt] as const]) {
    if (time && !(time.getTime() >= earliest && time.getTime() <= latest)) {
      fields.push({ path, message: 'a time between the years 2000 and 9999' });
    }
  }
  if (fields.length === 0 && opensAt && closesAt && closesAt <= opensAt) {
    fields.push({ path: 'closes_at', message: `must be after \`opens_at\`, which is ${opensAt.toISOString()}` });
  }
  if (fields.length > 0) throw new AppError('invalid_request', undefined, { fields });
}
