import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { quieten } from './quieten.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the same trouble is reported once in ten seconds, another at once', () => {
  const reported: string[] = [];
  const onError = quieten((error) => reported.push(error.message));
  onError(new Error('refused'));
  onError(new Error('refused'));
  onError(new Error('reset'));
  expect(reported).toEqual(['refused', 'reset']);
  vi.advanceTimersByTime(10_000);
  onError(new Error('refused'));
  expect(reported).toEqual(['refused', 'reset', 'refused']);
});
