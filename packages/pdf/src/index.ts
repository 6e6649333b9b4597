export { createPdfReader, type PdfReaderOptions } from './pdf-reader.ts';
