import { handoutPdf, ONE_PIXEL_PNG } from './good-pdfs.ts';
import { assemblePdf, HELVETICA, streamObject } from './raw-pdf.ts';

export function emptyFile(): Buffer {
  return Buffer.alloc(0);
}

/** A picture; give it a name that ends in .pdf. */
export function pngFile(): Buffer {
  return Buffer.from(ONE_PIXEL_PNG);
}

/** The first part of a good file, as a broken download leaves it. */
export async function truncatedPdf({ keep = 0.6 } = {}): Promise<Buffer> {
  const whole = await handoutPdf({ pages: 3 });
  return whole.subarray(0, Math.floor(whole.length * keep));
}

/** Begins like a PDF and is none. */
export function headerOnlyPdf(): Buffer {
  return Buffer.from('%PDF-1.7\nnothing of what the first line promises\n');
}

/** Very many pages in a small file (some 100 bytes a page), all with the same line of text; made in milliseconds. */
export function manyPagesPdf({ pages = 2_001 } = {}): Buffer {
  const firstPage = 5;
  const kids = Array.from({ length: pages }, (_, i) => `${firstPage + i} 0 R`).join(' ');
  return assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${kids}] /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> >>`,
    streamObject('BT /F1 12 Tf 72 720 Td (A page like many others.) Tj ET'),
    HELVETICA,
    ...Array.from({ length: pages }, () => '<< /Type /Page /Parent 2 0 R /Contents 3 0 R >>'),
  ]);
}
