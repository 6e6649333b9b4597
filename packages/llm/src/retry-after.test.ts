import { expect, test } from 'vitest';
import { readRetryAfterMs, readUsedUpMs } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

test.each([
  [{}, undefined],
  [{ 'retry-after': '20' }, 20_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '99999999' }, 86_400_000],
  [{ 'retry-after-ms': '1250', 'retry-after': '2' }, 1_250],
  [{ 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
  [{ 'x-ratelimit-reset-tokens': '20ms' }, 20],
  [{ 'x-ratelimit-reset-tokens': '1h2m3s' }, 3_723_000],
  [{ 'x-ratelimit-reset-tokens': '12' }, 12_000],
  [{ 'x-ratelimit-reset-requests': '2m59.56s', 'x-ratelimit-reset-tokens': '7.66s' }, 7_660],
  [{ 'x-ratelimit-reset-requests': '2m59.56s', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-tokens': '7.66s' }, 179_560],
  [{ 'retry-after': '3', 'x-ratelimit-reset-requests': '1m' }, 3_000],
])('%j means %s ms', (headers, expected) => {
  expect(readRetryAfterMs(new Headers(headers), now)).toBe(expected);
});

test.each([
  [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '2s' }, 2_000],
  [{ 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '2s' }, undefined],
  [{ 'x-ratelimit-remaining-tokens': '0' }, undefined],
])('an answer with %j was the last one for %s ms', (headers, expected) => {
  expect(readUsedUpMs(new Headers(headers))).toBe(expected);
});
