/** The body of a stream object; `filter` names the encoding that `content` is in already, `entries` go into its dictionary. */
export function streamObject(content: string | Uint8Array, { entries = '', filter = '' } = {}): Buffer {
  const bytes = Buffer.from(content);
  const dictionary = `<< /Length ${bytes.length} ${filter && `/Filter ${filter}`} ${entries} >>`;
  return Buffer.concat([Buffer.from(`${dictionary}\nstream\n`), bytes, Buffer.from('\nendstream')]);
}

/** A PDF of the given objects, numbered from 1; the first one is the catalog. */
export function assemblePdf(objects: readonly (string | Uint8Array)[]): Buffer {
  const header = Buffer.from('%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n', 'latin1');
  const parts = objects.map((object, i) =>
    Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]),
  );
  let offset = header.length;
  const entries = parts.map((part) => {
    const entry = `${String(offset).padStart(10, '0')} 00000 n \n`;
    offset += part.length;
    return entry;
  });
  const xref = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${offset}\n%%EOF\n`;
  return Buffer.concat([header, ...parts, Buffer.from(xref + trailer)]);
}

/** The number of the first of `more` objects in `onePagePdf`. */
export const FIRST_FREE_OBJECT = 6;

/** One page with Helvetica as /F1; `resources` and `more` objects may be added. */
export function onePagePdf(
  content: Uint8Array,
  { resources = '', more = [] }: { resources?: string; more?: readonly Uint8Array[] } = {},
): Buffer {
  return assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> ${resources} >> >>`,
    content,
    HELVETICA,
    ...more,
  ]);
}

export const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
