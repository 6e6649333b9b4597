import { describe, expect, it } from 'vitest';
import { hashAnswer, isBlank } from './answer-hash.ts';

const same = (type: 'short_answer' | 'coding', a: string, b: string) => hashAnswer(type, { text: a }) === hashAnswer(type, { text: b });

describe('two answers share a grade', () => {
  it.each([
    ['with other white space', '  It  rains.\n', 'It rains.'],
    ['with letters that are encoded in another way', 'Caf\u00e9', 'Cafe\u0301'],
    ['with other line ends', 'one\r\ntwo', 'one\ntwo'],
  ])('%s', (_name, a, b) => expect(same('short_answer', a, b)).toBe(true));

  it('with the same options in another order', () => {
    expect(hashAnswer('multiple_choice', { chosen: [2, 0, 2] })).toBe(hashAnswer('multiple_choice', { chosen: [0, 2] }));
  });

  it('that were left blank, in whichever way', () => {
    const blank = [null, { text: '' }, { text: ' \u200b\n' }, { chosen: [] }].map((value) => hashAnswer('short_answer', value));
    expect(new Set(blank).size).toBe(1);
  });

  it('of programs with white space at the ends of lines', () => expect(same('coding', 'if x:\n  y()  \n\n', 'if x:\n  y()')).toBe(true));
});

describe('two answers do not share a grade', () => {
  it.each([
    ['a word apart', 'It is not rain.', 'It is rain.'],
    ['in another case', 'CO', 'Co'],
    ['with a character that nobody sees', 'rain', 'ra\u200bin'],
  ])('%s', (_name, a, b) => expect(same('short_answer', a, b)).toBe(false));

  it('of programs with another indentation', () => expect(same('coding', 'if x:\n  y()\nz()', 'if x:\n  y()\n  z()')).toBe(false));
});

it('nothing is what has no visible character', () => {
  expect([null, { text: ' \u200b\n' }, { chosen: [] }].map(isBlank)).toEqual([true, true, true]);
  expect([{ text: '0' }, { chosen: [0] }].map(isBlank)).toEqual([false, false]);
});
