import { drawPdf, type Drawing } from './draw-pdf.ts';
import { paragraphFor, topicFor } from './school-text.ts';

export const HANDOUT_HEADER = 'Physical Geography, Grade 8';
const MARGIN = 72;
const HEADER_Y = 36;

/**
 * A handout as a teacher would make it: on every page a running header, a numbered heading, two paragraphs and the page number at
 * the foot. With bookmarks and a title. Page `n` contains "The lesson on page n is about the cycle of water."
 */
export function handoutPdf({ pages, title = 'The Cycle of Water' }: { pages: number; title?: string }): Promise<Buffer> {
  return drawPdf(
    (drawing) => {
      for (let page = 1; page <= pages; page += 1) {
        drawing.addPage();
        drawRunningLines(drawing, page);
        const heading = `${page}. ${topicFor(page)}`;
        drawing.outline.addItem(heading);
        drawing.font('Helvetica-Bold').fontSize(16).text(heading, MARGIN, MARGIN).moveDown();
        drawing
          .font('Helvetica')
          .fontSize(11)
          .text(paragraphFor(page))
          .moveDown()
          .text(paragraphFor(page + pages, 4));
      }
    },
    { autoFirstPage: false, info: { Title: title } },
  );
}

function drawRunningLines(drawing: Drawing, page: number): void {
  const { bottom } = drawing.page.margins;
  // Below the margin pdfkit would begin a new page.
  drawing.page.margins.bottom = 0;
  drawing.font('Helvetica').fontSize(9).text(HANDOUT_HEADER, MARGIN, HEADER_Y, { lineBreak: false });
  drawing.text(String(page), MARGIN, drawing.page.height - HEADER_Y, { lineBreak: false });
  drawing.page.margins.bottom = bottom;
}

/** One page, two columns; the second column begins with "Second column:". */
export function twoColumnPdf(): Promise<Buffer> {
  return drawPdf((drawing) => {
    const width = 210;
    drawing.font('Times-Roman').fontSize(11);
    drawing.text(`First column: ${paragraphFor(1, 10)}`, MARGIN, MARGIN, { width, align: 'justify' });
    drawing.text(`Second column: ${paragraphFor(2, 10)}`, MARGIN + width + 30, MARGIN, { width, align: 'justify' });
  });
}

export const RAINFALL_ROWS = [
  ['Place', 'Rain (mm)', 'Wettest month'],
  ['Bergen', '2250', 'December'],
  ['Lisbon', '774', 'November'],
  ['Cairo', '25', 'January'],
] as const;

/** One page with a bulleted list and a table without lines. */
export function tableAndListPdf(): Promise<Buffer> {
  return drawPdf((drawing) => {
    drawing.font('Helvetica').fontSize(11).text('Where water is stored:', MARGIN, MARGIN);
    drawing.list(['in the sea', 'in glaciers and snow', 'in the ground']).moveDown();
    drawing.text('Rain in a year in three cities').moveDown();
    const top = drawing.y;
    RAINFALL_ROWS.forEach((row, line) =>
      row.forEach((cell, column) => drawing.text(cell, MARGIN + column * 130, top + line * 18, { lineBreak: false })),
    );
  });
}

/** Pages with a picture each and no text at all, as a scanner makes them. */
export function imagesOnlyPdf({ pages = 1 } = {}): Promise<Buffer> {
  return drawPdf(
    (drawing) => {
      for (let page = 0; page < pages; page += 1) drawing.addPage().image(ONE_PIXEL_PNG, MARGIN, MARGIN, { width: 300 });
    },
    { autoFirstPage: false },
  );
}

/** Cannot be opened without the password. */
export function encryptedPdf({ password = 'open sesame' } = {}): Promise<Buffer> {
  return drawPdf((drawing) => void drawing.text(paragraphFor(1)), { userPassword: password, ownerPassword: `${password}!` });
}

/** A grey dot. */
export const ONE_PIXEL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
