import { breakLines, type Line, type Measure } from './lines.ts';
import type { Span } from './chapter.ts';
import type { Row } from './paginate.ts';
import type { Face } from './theme.ts';

export type Pdf = PDFKit.PDFDocument;

export const measureWith =
  (pdf: Pdf): Measure =>
  (text, font, size) =>
    pdf.font(font).fontSize(size).widthOfString(text);

/** Draws one line with its first baseline such that it sits in the middle of a line box whose top is `y`. */
export function drawLine(pdf: Pdf, line: Line, face: Face, x: number, y: number): void {
  const baseline = y + (face.leading + face.size * 0.68) / 2;
  let left = x;
  for (const run of line.runs) {
    pdf.font(run.font).fontSize(face.size).fillColor(face.colour);
    pdf.text(run.text, left, baseline, { lineBreak: false, baseline: 'alphabetic' });
    left += run.width;
  }
}

export interface Column {
  x: number;
  width: number;
}

/** One row per line of text, the first `before` points below what comes above. */
export function textRows(pdf: Pdf, spans: Span[], face: Face, column: Column, before: number): Row[] {
  return breakLines(spans, face, column.width, measureWith(pdf)).map((line, index) => ({
    height: face.leading,
    before: index === 0 ? before : 0,
    keepWithNext: false,
    draw: (y) => drawLine(pdf, line, face, column.x, y),
  }));
}

/** Makes one uncuttable row of several; `paint` draws under them, over the full height with `padding` above and below. */
export function stack(rows: Row[], before: number, padding: number, paint: (y: number, height: number) => void): Row {
  const inner = rows.reduce((sum, row, index) => sum + row.height + (index === 0 ? 0 : row.before), 0);
  const height = inner + 2 * padding;
  return {
    height,
    before,
    keepWithNext: false,
    draw: (top) => {
      paint(top, height);
      let y = top + padding;
      for (const [index, row] of rows.entries()) {
        if (index > 0) y += row.before;
        row.draw(y);
        y += row.height;
      }
    },
  };
}
