import fc from 'fast-check';
import { expect, it } from 'vitest';
import { paginate, type Row } from './paginate.ts';

const top = 50;
const bottom = 250;

const arbitraryRow = fc.record({
  height: fc.integer({ min: 5, max: 30 }),
  before: fc.integer({ min: 0, max: 10 }),
  keepWithNext: fc.boolean(),
  draw: fc.constant(() => {}),
});

/** At most five rows of at most 40 points stay together, which always fits on a page of 200. */
const arbitraryRows = fc
  .array(arbitraryRow, { maxLength: 80 })
  .map((rows) => rows.map((row, index): Row => (index % 5 === 4 ? { ...row, keepWithNext: false } : row)));

it('prints every line once, in order, inside the margins and without overlaps', () => {
  fc.assert(
    fc.property(arbitraryRows, (rows) => {
      const pages = paginate(rows, top, bottom);
      expect(pages.flat().map((placed) => placed.row)).toEqual(rows);
      for (const page of pages) {
        let free = top;
        for (const { row, y } of page) {
          expect(y).toBeGreaterThanOrEqual(free);
          free = y + row.height;
        }
        expect(free).toBeLessThanOrEqual(bottom);
      }
    }),
  );
});

it('never leaves a heading alone at the foot of a page', () => {
  fc.assert(
    fc.property(arbitraryRows, (rows) => {
      const followed = paginate(rows, top, bottom).slice(0, -1);
      for (const page of followed) expect(page.at(-1)?.row.keepWithNext).toBe(false);
    }),
  );
});

it('refuses a table higher than a page instead of cutting it off', () => {
  const tall: Row = { height: 201, before: 0, keepWithNext: false, draw: () => {} };
  expect(() => paginate([tall], top, bottom)).toThrow('must stay together');
});
