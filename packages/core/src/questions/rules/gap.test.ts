import { expect, it } from 'vitest';
import { countGaps, normalizeGap } from './gap.ts';

it.each([
  ['A loop is a ______ of statements.', 'A loop is a ____ of statements.'],
  ['A loop is a [blank] of statements.', 'A loop is a ____ of statements.'],
  ['A loop is a __ of statements.', 'A loop is a ____ of statements.'],
  ['A loop is a … of statements.', 'A loop is a ____ of statements.'],
  ['A loop is a ____ ____ of statements.', 'A loop is a ____ of statements.'],
  ['____s run statements.', '____s run statements.'],
  [
    '____ have names with double underscores (__), as __init__ does ...',
    '____ have names with double underscores (__), as __init__ does ...',
  ],
])('%s has one gap', (stem, normal) => {
  expect(normalizeGap(stem)).toBe(normal);
  expect(countGaps(normalizeGap(stem))).toBe(1);
});

it.each(['The method __init__() makes an object.', 'An empty list is written [].'])('%s has none', (stem) => {
  expect(countGaps(normalizeGap(stem))).toBe(0);
});

it('two gaps in one statement are two', () => {
  expect(countGaps(normalizeGap('___ turns ___ into vapour.'))).toBe(2);
});
