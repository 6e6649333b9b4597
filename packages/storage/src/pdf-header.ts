const marker = Buffer.from('%PDF-');
/** Readers accept leading bytes before the marker, as long as it is within the first 1,024 (ISO 32000-1, annex H.3.4.1). */
const searchedBytes = 1_024;

export interface PdfHeaderCheck {
  /** `undefined` as long as more bytes are needed to tell. */
  push(chunk: Uint8Array): boolean | undefined;
}

/** Looks for a PDF's marker in the first bytes of a stream, which may come in pieces of any size. */
export function createPdfHeaderCheck(): PdfHeaderCheck {
  let head = Buffer.alloc(0);
  let verdict: boolean | undefined;
  return {
    push(chunk) {
      if (verdict !== undefined) return verdict;
      head = Buffer.concat([head, chunk.subarray(0, searchedBytes - head.length)]);
      if (head.includes(marker)) verdict = true;
      else if (head.length >= searchedBytes) verdict = false;
      return verdict;
    },
  };
}
