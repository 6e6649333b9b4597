import { writeFile } from 'node:fs/promises';
import { renderSample, samplePdf } from './renderer/sample.ts';

const bytes = await renderSample();
await writeFile(samplePdf, bytes);
console.log(`${samplePdf.pathname}: ${bytes.length} bytes`);
