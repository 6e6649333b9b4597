import { AppError, type FieldError } from '@lectern/contract';
import type { TestRow } from './find-test.ts';

/** What a teacher decides about a test. */
export const settingNames = [
  'title',
  'instructions',
  'track',
  'selection',
  'points',
  'timeLimitSeconds',
  'attemptsAllowed',
  'opensAt',
  'closesAt',
  'shuffleQuestions',
  'shuffleOptions',
  'closedBook',
  'showResults',
  'passPercent',
  'review',
] as const satisfies (keyof TestRow)[];
export type TestSettings = Pick<TestRow, (typeof settingNames)[number]>;

/** Undefined: it stays as it is. */
export type TestChanges = { [Name in keyof TestSettings]?: TestSettings[Name] | undefined };

/** What is later, or earlier, is written in another way, and no test is held then. */
const [earliest, latest] = [Date.UTC(2000, 0, 1), Date.UTC(9999, 11, 31)];

/**
 * Error: `invalid_request` when it closes before it opens, at a time that is none, or never though results wait for it. `changed`:
 * what of it is new, where the rest was there before.
 */
export function checkTimes(
  { opensAt, closesAt, showResults }: Pick<TestSettings, 'opensAt' | 'closesAt' | 'showResults'>,
  changed: TestChanges = {},
): void {
  const fields: FieldError[] = [];
  for (const [path, time] of [['opens_at', opensAt] as const, ['closes_at', closesAt] as const]) {
    if (time && !(time.getTime() >= earliest && time.getTime() <= latest)) {
      fields.push({ path, message: 'a time between the years 2000 and 9999' });
    }
  }
  if (fields.length === 0 && opensAt && closesAt && closesAt <= opensAt) {
    fields.push(
      changed.opensAt && changed.closesAt === undefined
        ? { path: 'opens_at', message: `must be before \`closes_at\`, which is ${closesAt.toISOString()}` }
        : { path: 'closes_at', message: `must be after \`opens_at\`, which is ${opensAt.toISOString()}` },
    );
  }
  if (showResults === 'after_close' && !closesAt) {
    fields.push({ path: 'closes_at', message: 'must be there when results are shown `after_close`: they never would be' });
  }
  if (fields.length > 0) throw new AppError('invalid_request', undefined, { fields });
}
