import { expect, test } from 'vitest';
import { createStreamSlots } from './stream-slots.ts';

test('one person cannot have all streams, and has them again when they are closed', () => {
  const slots = createStreamSlots();
  const closing = Array.from({ length: 100 }, () => slots.take('ada'));
  expect(() => slots.take('ada')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  slots.take('grace');
  closing[0]?.();
  slots.take('ada');
  expect(() => slots.take('ada')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
});

test('a process has an end of them too', () => {
  const slots = createStreamSlots();
  for (let person = 0; person < 20; person += 1) for (let stream = 0; stream < 100; stream += 1) slots.take(`${person}`);
  expect(() => slots.take('somebody else')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
});
