import { expect, it } from 'vitest';
import { cleanTitle } from './clean-title.ts';

it.each([
  ['Rivers . . . . . . . 12', 'Rivers'],
  ['Rivers .......... xii', 'Rivers'],
  ['  Rivers\n and\tseas. ', 'Rivers and seas'],
  ['Riv\u0000ers\u200B and s\u0007eas', 'Rivers and seas'],
  ['Why is water wet?', 'Why is water wet?'],
  ['Chapter 12', 'Chapter 12'],
  ['And so on ...', 'And so on'],
])('%j is shown as %j', (raw, shown) => expect(cleanTitle(raw)).toBe(shown));

it('a title that is too long ends after a whole word', () => {
  const title = cleanTitle('water '.repeat(100));
  expect(title.length).toBeLessThanOrEqual(200);
  expect(title).toMatch(/water…$/u);
});
