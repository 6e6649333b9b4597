import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { environment } from './env.ts';
import { describeMachine } from './machine.ts';
import { measureBook, measureManyUploads, measureSample, type Pdf } from './measure.ts';
import { printReport, type Figure } from './report.ts';
import { startStack } from './stack.ts';

const help = `Measures the whole standalone edition with the built-in model, over HTTP.

  npm run bench                  the sample, a made book of 162 pages, 20 made uploads at once
  npm run bench -- book.pdf      the same with a real book

Exits with 1 when a target is missed.`;

const sampleFile = new URL('../../../samples/water-cycle-and-weather.pdf', import.meta.url);

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(help);
else process.exitCode = await main(positionals);

async function main([bookPath]: string[]): Promise<number> {
  const machine = describeMachine();
  const sample: Pdf = { name: 'sample.pdf', bytes: await readFile(sampleFile) };
  const book: Pdf = bookPath === undefined ? await makeBook() : { name: basename(bookPath), bytes: await readFile(bookPath) };
  const many = await Promise.all(Array.from({ length: 20 }, (_, at) => makeHandout(at)));
  const stack = await startStack(await freePort(), environment);
  try {
    const figures: Figure[] = [];
    for (const measure of [
      () => measureSample(stack.api, sample),
      () => measureBook(stack.api, book),
      () => measureManyUploads(stack.api, many),
    ]) {
      figures.push(...(await measure()));
    }
    printReport(machine, figures);
    return figures.every((figure) => figure.held) ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

async function makeBook(): Promise<Pdf> {
  return { name: 'made-book.pdf', bytes: await handoutPdf({ pages: 162, title: 'A made book' }) };
}

/** Each with other pages, since the same bytes again would be no work. */
async function makeHandout(at: number): Promise<Pdf> {
  return { name: `handout-${at + 1}.pdf`, bytes: await handoutPdf({ pages: 5 + at, title: `Handout ${at + 1}` }) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  const { promise, resolve } = Promise.withResolvers<number>();
  server.once('listening', () => {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    server.close(() => resolve(port));
  });
  return promise;
}
