import PDFDocument from 'pdfkit';

export type Drawing = InstanceType<typeof PDFDocument>;
export type DrawingOptions = ConstructorParameters<typeof PDFDocument>[0];

/** The bytes of what `draw` puts on the pages of a pdfkit document (A4, the first page exists already). */
export async function drawPdf(draw: (drawing: Drawing) => void, options: DrawingOptions = {}): Promise<Buffer> {
  const drawing = new PDFDocument({ size: 'A4', margin: 72, ...options });
  const chunks: Buffer[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    drawing.on('data', (chunk: Buffer) => chunks.push(chunk));
    drawing.on('end', resolve);
    drawing.on('error', reject);
  });
  draw(drawing);
  drawing.end();
  await finished;
  return Buffer.concat(chunks);
}
