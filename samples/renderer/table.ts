import type { Block, Span } from './chapter.ts';
import { breakLines, type Line, type Measure } from './lines.ts';
import type { Row } from './paginate.ts';
import { drawLine, measureWith, stack, type Pdf } from './text.ts';
import { colour, face, page, textWidth, type Face } from './theme.ts';

type Table = Extract<Block, { kind: 'table' }>;

const gutter = 14;
const cellPadding = 3.5;

const faceOfRow = (index: number): Face => (index === 0 ? face.headCell : face.cell);

function widest(spans: Span[], within: number, rowFace: Face, measure: Measure): number {
  return Math.max(0, ...breakLines(spans, rowFace, within, measure).map((line) => line.width));
}

/** Each column gets at least its longest word; what is left goes to the columns in proportion to what they still lack. */
function columnWidths(table: Table, available: number, measure: Measure): number[] {
  const columns = (table.rows[0] ?? []).map((_, column) => {
    const need = (within: number) =>
      Math.max(...table.rows.map((cells, row) => widest(cells[column] ?? [], within, faceOfRow(row), measure)));
    return { least: need(0), most: need(Infinity) };
  });
  const least = columns.reduce((sum, column) => sum + column.least, 0);
  const lacking = columns.reduce((sum, column) => sum + column.most - column.least, 0);
  const spare = available - gutter * (columns.length - 1) - least;
  if (spare >= lacking) {
    const extra = (spare - lacking) / columns.length;
    return columns.map((column) => column.most + extra);
  }
  return columns.map((column) => column.least + (spare * (column.most - column.least)) / lacking);
}

function rule(pdf: Pdf, y: number, weight: number): void {
  pdf
    .moveTo(page.left, y)
    .lineTo(page.left + textWidth, y)
    .lineWidth(weight)
    .strokeColor(colour.rule)
    .stroke();
}

interface Cell {
  lines: Line[];
  x: number;
  width: number;
  alignRight: boolean;
}

function drawCell(pdf: Pdf, cell: Cell, rowFace: Face, top: number): void {
  for (const [index, line] of cell.lines.entries()) {
    const x = cell.alignRight ? cell.x + cell.width - line.width : cell.x;
    drawLine(pdf, line, rowFace, x, top + index * rowFace.leading);
  }
}

function cellsOf(table: Table, row: number, widths: number[], measure: Measure): Cell[] {
  let x = page.left;
  return widths.map((width, column) => {
    const spans = table.rows[row]?.[column] ?? [];
    // Half a point of slack: a column as wide as its longest text must not break it for a rounding error.
    const lines = breakLines(spans, faceOfRow(row), width + 0.5, measure);
    const cell = { lines, x, width, alignRight: table.align[column] === 'right' };
    x += width + gutter;
    return cell;
  });
}

/** The whole table as one row: rules above, below the head and below the table, none between columns. */
export function tableRow(pdf: Pdf, table: Table, before: number): Row {
  const measure = measureWith(pdf);
  const widths = columnWidths(table, textWidth, measure);
  const rows = table.rows.map((_, index): Row => {
    const cells = cellsOf(table, index, widths, measure);
    const rowFace = faceOfRow(index);
    const height = Math.max(...cells.map((cell) => cell.lines.length)) * rowFace.leading + 2 * cellPadding;
    const draw = (y: number): void => {
      for (const cell of cells) drawCell(pdf, cell, rowFace, y + cellPadding);
      rule(pdf, y + height, index === 0 || index === table.rows.length - 1 ? 0.9 : 0.3);
    };
    return { height, before: 0, keepWithNext: false, draw };
  });
  return stack(rows, before, 0, (y) => rule(pdf, y, 0.9));
}
