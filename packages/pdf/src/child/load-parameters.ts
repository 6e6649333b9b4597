import { fileURLToPath } from 'node:url';
import type { LoadParameters } from 'pdf-parse';

const FOLDERS = {
  cMapUrl: folderOf('cmaps'),
  standardFontDataUrl: folderOf('standard_fonts'),
};

/** For text only: nothing evaluated, nothing fetched, nothing drawn. The buffer is taken over and unusable afterwards. */
export function loadParameters(data: Uint8Array): LoadParameters {
  return {
    data,
    ...FOLDERS,
    cMapPacked: true,
    isEvalSupported: false,
    useWorkerFetch: false,
    useWasm: false,
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
    verbosity: 0,
  };
}

/** pdf.js wants folders with a slash at the end. */
function folderOf(name: string): string {
  return fileURLToPath(new URL(`./${name}/`, import.meta.resolve('pdfjs-dist/package.json')));
}
