/**
 * PDFs made on the spot, as bytes: good ones to work on, bad ones that must be turned away with the right code, and poisonous
 * ones that must harm nobody but the process that reads them.
 */
export { emptyFile, headerOnlyPdf, manyPagesPdf, pngFile, truncatedPdf } from './bad-pdfs.ts';
export { encryptedPdf, handoutPdf, HANDOUT_HEADER, imagesOnlyPdf, RAINFALL_ROWS, tableAndListPdf, twoColumnPdf } from './good-pdfs.ts';
export { endlessPdf, memoryBombPdf } from './poisonous-pdfs.ts';
export { paragraphFor, topicFor } from './school-text.ts';
