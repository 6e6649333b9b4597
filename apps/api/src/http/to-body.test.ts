import { expect, expectTypeOf, test } from 'vitest';
import { toBody } from './to-body.ts';

test('a view goes over the wire in snake_case, at every depth, with times as ISO 8601', () => {
  const view = {
    courseId: 'c',
    createdAt: new Date('2026-02-03T04:05:06.789Z'),
    finishedAt: null as Date | null,
    waiting: { reason: 'in_line' as const, approxAhead: 3 },
    items: [{ pageFrom: 1 }, { pageFrom: 2 }],
    topics: ['camelCase stays in values'],
  };
  const body = toBody(view);
  expect(body).toEqual({
    course_id: 'c',
    created_at: '2026-02-03T04:05:06.789Z',
    finished_at: null,
    waiting: { reason: 'in_line', approx_ahead: 3 },
    items: [{ page_from: 1 }, { page_from: 2 }],
    topics: ['camelCase stays in values'],
  });
  expectTypeOf(body.created_at).toEqualTypeOf<string>();
  expectTypeOf(body.finished_at).toEqualTypeOf<string | null>();
  expectTypeOf(body.items).toEqualTypeOf<{ page_from: number }[]>();
});
