import { readFile } from 'node:fs/promises';
import { renderChapter, type ChapterMeta } from './chapter-pdf.ts';

const source = new URL('../water-cycle-and-weather.md', import.meta.url);

/** The rendered chapter as it lies in the repository. */
export const samplePdf = new URL('../water-cycle-and-weather.pdf', import.meta.url);

export const sampleMeta: ChapterMeta = {
  title: 'The Water Cycle and Weather',
  subject: 'Earth Science for Schools',
  imprint: 'Lectern sample chapter',
  keywords: 'water cycle, clouds, precipitation, wind, fronts, weather forecasting, climate',
  language: 'en-GB',
  date: new Date('2026-01-01T00:00:00Z'),
};

/** Renders the sample chapter from its Markdown source; the same source gives the same bytes. */
export async function renderSample(): Promise<Buffer> {
  return renderChapter(await readFile(source, 'utf8'), sampleMeta);
}
