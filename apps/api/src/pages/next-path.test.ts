import { expect, test } from 'vitest';
import { nextPath } from './next-path.ts';

test.each(['/', '/docs', '/admin/queues/queue/models?status=failed', '/docs#/jobs', '/a%2Fb', '/@evil.org', '/sign-up?next=//evil.org'])(
  'a path on this site is gone on to: %s',
  (path) => expect(nextPath(path)).toBe(path),
);

test.each([
  undefined,
  '',
  '//evil.org',
  '///evil.org',
  '/\\evil.org',
  '\\\\evil.org',
  '/\t/evil.org',
  '/\n/evil.org',
  '/\r\n//evil.org',
  '/.//evil.org',
  '/..//evil.org',
  '/a/..//evil.org',
  '/%2e//evil.org',
  '/%2E%2e/\\evil.org',
  'https://evil.org',
  'https:evil.org',
  'javascript:alert(1)',
  'data:text/html,x',
  ' //evil.org',
  'docs',
  '@evil.org',
  `/${'a'.repeat(2_001)}`,
])('anything else leads to the front page: %j', (path) => expect(nextPath(path)).toBe('/'));

test('what is gone on to is the same however often it is read', () => {
  for (const path of ['/a/../b', '/ü?ö#ä', '/a b', '/\'"<script>']) expect(nextPath(nextPath(path))).toBe(nextPath(path));
});
