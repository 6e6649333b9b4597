import { expect, test } from 'vitest';
import { drawJoinCode, readJoinCode, showJoinCode } from './join-code.ts';

test('codes have nothing that is taken for something else, and read back as they are shown', () => {
  const drawn = Array.from({ length: 500 }, drawJoinCode);
  for (const code of drawn) {
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/u);
    expect(readJoinCode(showJoinCode(code))).toBe(code);
  }
  expect(new Set(drawn).size).toBe(500);
});

test.each(['abcd-2345', ' ABCD 2345 ', 'AbCd2345', 'ab cd–23 45', 'ABCD\u201123\u201445'])('%j is understood', (typed) => {
  expect(readJoinCode(typed)).toBe('ABCD2345');
});

test.each(['', 'ABCD-234', 'ABCD-23456', 'ABCD-2340', 'ABCI-2345', 'ÀBCD-2345', "ABCD'2345", 'ABCD%2345'])('%j can be no code', (typed) => {
  expect(readJoinCode(typed)).toBeUndefined();
});
