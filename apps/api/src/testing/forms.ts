import { randomBytes } from 'node:crypto';

/** Something that begins like a PDF, and is like nothing else: what is in it is looked at after the upload. */
export function fakePdf(bytes = 2_000): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)]);
}

export type Field = [name: string, value: string] | [name: string, content: Buffer, fileName: string];

/** A form with its fields in this order. */
export function formOf(...fields: Field[]): FormData {
  const form = new FormData();
  for (const [name, content, fileName] of fields) {
    if (typeof content === 'string') form.append(name, content);
    else form.append(name, new File([new Uint8Array(content)], fileName ?? '', { type: 'application/pdf' }));
  }
  return form;
}
