import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { type Command, UsageError } from '../command.ts';
import { environment } from '../env.ts';
import { type Pdf, readPdf } from '../input-files.ts';
import type { Figure } from '../report.ts';
import { startStandalone } from '../servers/start-standalone.ts';
import { measureBook, measureManyUploads, measureSample } from './measure.ts';

const sampleFile = fileURLToPath(new URL('../../../../samples/water-cycle-and-weather.pdf', import.meta.url));

/** From the upload to questions and search, over HTTP, in the standalone edition. */
export const mainJob: Command = {
  help: `main [book.pdf]
    The whole standalone edition over HTTP: the sample chapter from upload to questions, a book from
    upload to search (a made one of 162 pages where none is named), 20 made uploads at once.`,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [bookFile, ...others] = positionals;
    if (others.length > 0) throw new UsageError('main takes one book at the most');
    const sample: Pdf = await readPdf(sampleFile);
    const book: Pdf = bookFile === undefined ? await makeBook() : await readPdf(bookFile);
    const many = await Promise.all(Array.from({ length: 20 }, (_, at) => makeHandout(at)));
    await using cleanups = new AsyncDisposableStack();
    const api = await startStandalone(environment, cleanups);
    const figures: Figure[] = await measureSample(api, sample);
    figures.push(...(await measureBook(api, book)));
    figures.push(...(await measureManyUploads(api, many)));
    return figures;
  },
};

async function makeBook(): Promise<Pdf> {
  return { name: 'made-book.pdf', bytes: await handoutPdf({ pages: 162, title: 'A made book' }) };
}

/** Each with other pages, since the same bytes again would be no work. */
async function makeHandout(at: number): Promise<Pdf> {
  return { name: `handout-${at + 1}.pdf`, bytes: await handoutPdf({ pages: 5 + at, title: `Handout ${at + 1}` }) };
}
