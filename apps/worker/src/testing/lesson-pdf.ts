const lineHeight = 14;
const charsPerLine = 90;

/** A PDF with one page of plain text for each of the texts; their line breaks are kept. */
export function lessonPdf(...texts: readonly string[]): Buffer {
  const firstPage = 4;
  const pageOf = (index: number) => firstPage + 2 * index;
  const kids = texts.map((_, index) => `${pageOf(index)} 0 R`).join(' ');
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${texts.length} /Kids [${kids}] /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...texts.flatMap((text, index) => {
      const shown = linesOf(text).map((line) => `(${line.replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj T*`);
      const content = `BT /F1 11 Tf ${lineHeight} TL 60 780 Td ${shown.join('\n')} ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /Contents ${pageOf(index) + 1} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ]);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${charsPerLine}}(?:\\s|$)`, 'gu'))?.map((part) => part.trim()) ?? ['']);
}

/** Of ASCII only, so that characters are bytes. */
function assemble(objects: readonly string[]): Buffer {
  let body = '%PDF-1.7\n';
  const entries = objects.map((object, index) => {
    const entry = `${String(body.length).padStart(10, '0')} 00000 n \n`;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return entry;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`;
  return Buffer.from(`${body}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`, 'ascii');
}
