/** A piece of the page that is never cut: a line of text, a whole table, a box. */
export interface Row {
  height: number;
  /** Gap above, dropped at the top of a page. */
  before: number;
  /** No page may end after this row. */
  keepWithNext: boolean;
  /** Draws with the top edge at `y`, in points from the top of the page. */
  draw: (y: number) => void;
}

export interface PlacedRow {
  row: Row;
  y: number;
}

function chains(rows: Row[]): Row[][] {
  const found: Row[][] = [];
  let open: Row[] = [];
  for (const row of rows) {
    open.push(row);
    if (!row.keepWithNext) {
      found.push(open);
      open = [];
    }
  }
  return open.length > 0 ? [...found, open] : found;
}

const heightOf = (rows: Row[]): number => rows.reduce((sum, row) => sum + row.before + row.height, 0);

/** Puts rows on pages between `top` and `bottom`; what must stay together moves to the next page together and throws if it is higher than a page. */
export function paginate(rows: Row[], top: number, bottom: number): PlacedRow[][] {
  let current: PlacedRow[] = [];
  const pages = [current];
  let y = top;
  for (const chain of chains(rows)) {
    const height = heightOf(chain);
    if (height > bottom - top) throw new Error(`${Math.round(height)} points must stay together, but a page has ${bottom - top}`);
    if (current.length > 0 && y + height > bottom) {
      current = [];
      pages.push(current);
      y = top;
    }
    for (const row of chain) {
      if (current.length > 0) y += row.before;
      current.push({ row, y });
      y += row.height;
    }
  }
  return pages;
}

/** Forbids page breaks that would leave a single line of a paragraph alone at the foot or the head of a page. */
export function keepParagraphEnds(rows: Row[]): Row[] {
  return rows.map((row, index) => {
    const alone = rows.length > 1 && (index === 0 || index === rows.length - 2);
    return alone ? { ...row, keepWithNext: true } : row;
  });
}
