import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { FIRST_FREE_OBJECT, onePagePdf, streamObject } from './raw-pdf.ts';

const NESTING = 14;
const FORM = '/Type /XObject /Subtype /Form /BBox [0 0 595 842]';

/**
 * Opens well, but its page is never read to the end: forms that draw ten forms each, down to 10^13 letters. Takes little memory
 * for a long time; it is the clock that has to stop it.
 */
export function endlessPdf(): Buffer {
  const forms = Array.from({ length: NESTING }, (_, i) => {
    if (i === NESTING - 1) return streamObject('BT /F1 9 Tf (a) Tj ET', { entries: `${FORM} /Resources << /Font << /F1 5 0 R >> >>` });
    return streamObject('/Next Do '.repeat(10), {
      entries: `${FORM} /Resources << /XObject << /Next ${FIRST_FREE_OBJECT + i + 1} 0 R >> >>`,
    });
  });
  return onePagePdf(streamObject('/Next Do'), { resources: `/XObject << /Next ${FIRST_FREE_OBJECT} 0 R >>`, more: forms });
}

const MEGABYTE = 1_000_000;
const ZLIB_HEADER = Buffer.from([0x78, 0x9c]);

/** A few kilobytes that unpack to `megabytes` of blanks when the page is read. Opening it is harmless. */
export function memoryBombPdf({ megabytes = 4_000 } = {}): Buffer {
  const packed = deflateSync(deflatedBlanks(megabytes), { level: 9 });
  return onePagePdf(streamObject(packed, { filter: '[/FlateDecode /FlateDecode]' }));
}

/** Deflate's blocks can be put in a row, so one megabyte is packed and repeated: gigabytes cost nothing to make. */
function deflatedBlanks(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(MEGABYTE, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([ZLIB_HEADER, ...Array.from({ length: megabytes }, () => block), deflateRawSync(Buffer.alloc(0))]);
}
