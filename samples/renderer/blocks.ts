import type { Block, Span } from './chapter.ts';
import { keepParagraphEnds, type Row } from './paginate.ts';
import { tableRow } from './table.ts';
import { stack, textRows, type Column, type Pdf } from './text.ts';
import { colour, face, page, textWidth, type Face } from './theme.ts';

const fullColumn: Column = { x: page.left, width: textWidth };

/** Adds a bookmark that leads to the heading at `y` on the current page. */
export type AddBookmark = (level: number, text: string, y: number) => void;

interface HeadingStyle {
  face: Face;
  before: number;
  after: number;
}

function headingStyle(level: number): HeadingStyle {
  if (level === 1) return { face: face.title, before: 0, after: 14 };
  if (level === 2) return { face: face.section, before: 24, after: 0 };
  return { face: face.subsection, before: 15, after: 0 };
}

function headingRows(pdf: Pdf, level: number, text: string, addBookmark: AddBookmark): Row[] {
  const style = headingStyle(level);
  const lines = textRows(pdf, [{ text, style: 'plain' }], style.face, fullColumn, style.before);
  return lines.map((row, index) => ({
    ...row,
    height: row.height + (index === lines.length - 1 ? style.after : 0),
    keepWithNext: true,
    draw: (y) => {
      if (index === 0) addBookmark(level, text, y);
      row.draw(y);
      if (level === 1 && index === lines.length - 1) {
        pdf.rect(page.left, y + row.height + 5, 64, 3).fill(colour.heading);
      }
    },
  }));
}

/** Hangs the bullet or the number to the left of the item's first line. */
function itemRows(pdf: Pdf, marker: string, spans: Span[], before: number): Row[] {
  const indent = 18;
  const rows = textRows(pdf, spans, face.body, { x: page.left + indent, width: textWidth - indent }, before);
  const mark = textRows(pdf, [{ text: marker, style: 'plain' }], face.body, { x: page.left + 4, width: indent }, 0)[0];
  return keepParagraphEnds(rows).map((row, index) => {
    if (index > 0) return row;
    return {
      ...row,
      draw: (y) => {
        mark?.draw(y);
        row.draw(y);
      },
    };
  });
}

function boxRow(pdf: Pdf, paragraphs: Span[][]): Row {
  const column = { x: page.left + 16, width: textWidth - 30 };
  const rows = paragraphs.flatMap((spans) => textRows(pdf, spans, face.box, column, 6));
  return stack(rows, 12, 9, (y, height) => {
    pdf.rect(page.left, y, textWidth, height).fill(colour.tint);
    pdf.rect(page.left, y, 3, height).fill(colour.heading);
  });
}

function listRows(pdf: Pdf, list: Extract<Block, { kind: 'list' }>): Row[] {
  return list.items.flatMap((spans, index) => itemRows(pdf, list.ordered ? `${index + 1}.` : '\u2022', spans, index === 0 ? 5 : 3));
}

const gapAfter = { table: 14, box: 14, list: 8, paragraph: 7, caption: 7, heading: 6 } satisfies Record<Block['kind'], number>;

function paragraphRows(pdf: Pdf, spans: Span[], before: number, leadsIn: boolean): Row[] {
  const rows = keepParagraphEnds(textRows(pdf, spans, face.body, fullColumn, before));
  return rows.map((row, index) => (leadsIn && index === rows.length - 1 ? { ...row, keepWithNext: true } : row));
}

/** Lays out one block; `previous` and `next` decide the gaps and what must stay together. */
export function blockRows(pdf: Pdf, blocks: Block[], index: number, addBookmark: AddBookmark): Row[] {
  const block = blocks[index];
  if (!block) return [];
  const previous = blocks[index - 1];
  const before = previous ? gapAfter[previous.kind] : 0;
  if (block.kind === 'heading') return headingRows(pdf, block.level, block.text, addBookmark);
  if (block.kind === 'paragraph') return paragraphRows(pdf, block.spans, before, blocks[index + 1]?.kind === 'list');
  if (block.kind === 'list') return listRows(pdf, block);
  if (block.kind === 'box') return [boxRow(pdf, block.paragraphs)];
  if (block.kind === 'table') return [tableRow(pdf, block, 5)];
  return textRows(pdf, block.spans, face.caption, fullColumn, 12).map((row) => ({ ...row, keepWithNext: true }));
}
