import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderChapter } from './renderer/chapter-pdf.ts';
import { renderSample, sampleMeta, samplePdf } from './renderer/sample.ts';

describe('the sample chapter', () => {
  it('lies in the repository exactly as its text renders today', async () => {
    const committed = await readFile(samplePdf);
    expect(committed.equals(await renderSample()), 'out of date: run `node samples/render.ts`').toBe(true);
  });

  it('is a chapter of about ten pages and a small file', async () => {
    const bytes = await renderSample();
    const pages = bytes.toString('latin1').match(/\/Type \/Page\n/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(9);
    expect(pages.length).toBeLessThanOrEqual(11);
    expect(bytes.length).toBeLessThan(200_000);
  });

  it('refuses Markdown it cannot set, and says where it stands', async () => {
    await expect(renderChapter('# Title\n\n![a cloud](cloud.png)\n', sampleMeta)).rejects.toThrow('"image" is not supported here (line 3)');
  });
});
