import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { blockRows, type AddBookmark } from './blocks.ts';
import { parseChapter } from './chapter.ts';
import { paginate } from './paginate.ts';
import { drawLine, measureWith, type Pdf } from './text.ts';
import { colour, face, page, textWidth } from './theme.ts';

export interface ChapterMeta {
  title: string;
  /** Stands in the running header of right-hand (odd) pages; the title stands on left-hand pages. */
  subject: string;
  /** Stands in the footer, on the side away from the page number. */
  imprint: string;
  keywords: string;
  language: string;
  /** Recorded as the creation date, so that the same text gives the same file. */
  date: Date;
}

function createPdf(meta: ChapterMeta): Pdf {
  return new PDFDocument({
    autoFirstPage: false,
    size: [page.width, page.height],
    margin: 0,
    // Deflate gives other bytes on other processors; without it the file is the same everywhere.
    compress: false,
    pdfVersion: '1.7',
    lang: meta.language,
    displayTitle: true,
    info: {
      Title: meta.title,
      Author: 'Lectern',
      Subject: meta.subject,
      Keywords: meta.keywords,
      Creator: 'Lectern',
      Producer: 'PDFKit',
      CreationDate: meta.date,
    },
  });
}

function bookmarksOf(pdf: Pdf): AddBookmark {
  const parents = [pdf.outline];
  return (level, text, y) => {
    // PDFKit counts `left` from the right edge of the page.
    const options = { expanded: level === 1, top: Math.max(0, y - 12), left: page.width };
    parents.length = level;
    const parent = parents.at(-1) ?? pdf.outline;
    parents.push(parent.addItem(text, options));
  };
}

/** One line of a header or footer, set against the left or the right edge of the text. */
function furniture(pdf: Pdf, text: string, side: 'left' | 'right', baseline: number): void {
  const font = face.furniture.fonts.plain;
  const width = measureWith(pdf)(text, font, face.furniture.size);
  const x = side === 'left' ? page.left : page.left + textWidth - width;
  drawLine(pdf, { runs: [{ text, font, width }], width }, face.furniture, x, baseline - face.furniture.leading);
}

function drawHeader(pdf: Pdf, meta: ChapterMeta, isOdd: boolean): void {
  furniture(pdf, isOdd ? meta.subject : meta.title, isOdd ? 'right' : 'left', page.headerBaseline);
  const y = page.headerBaseline + 5;
  pdf
    .moveTo(page.left, y)
    .lineTo(page.left + textWidth, y)
    .lineWidth(0.5)
    .strokeColor(colour.rule)
    .stroke();
}

function drawFooter(pdf: Pdf, meta: ChapterMeta, number: number): void {
  const inner = meta.imprint;
  const outer = String(number);
  const [left, right] = number % 2 === 1 ? [inner, outer] : [outer, inner];
  furniture(pdf, left, 'left', page.footerBaseline);
  furniture(pdf, right, 'right', page.footerBaseline);
}

/** Sets a chapter written in Markdown (see `parseChapter`) on A4 pages and returns the bytes of the PDF. */
export async function renderChapter(markdown: string, meta: ChapterMeta): Promise<Buffer> {
  const pdf = createPdf(meta);
  const bytes = buffer(pdf);
  const addBookmark = bookmarksOf(pdf);
  const blocks = parseChapter(markdown);
  const rows = blocks.flatMap((_, index) => blockRows(pdf, blocks, index, addBookmark));
  for (const [index, placed] of paginate(rows, page.top, page.height - page.bottom).entries()) {
    pdf.addPage();
    drawHeader(pdf, meta, index % 2 === 0);
    for (const { row, y } of placed) row.draw(y);
    drawFooter(pdf, meta, index + 1);
  }
  pdf.end();
  return bytes;
}
