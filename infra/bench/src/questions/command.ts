import { parseArgs } from 'node:util';
import { chooseFrom, type Command, UsageError } from '../command.ts';
import { type Pdf, readPdf } from '../input-files.ts';
import { type Figure, figuresOf } from '../report.ts';
import { measureCoverage } from './measure-coverage.ts';
import { measureSpeed } from './measure-speed.ts';
import { type Chapter, readChapters } from './read-chapters.ts';
import { type Edition, editions, startEdition } from './start-edition.ts';

/** How fast questions are made, with how many calls, and whether they ask about what matters. */
export const questions: Command = {
  help: `questions [--edition standalone|redis] [--runs 5] book.pdf [chapter.pdf gold.json ...]
    Sets of 50 questions from the book while each call to the built-in model takes 2 s +- 0.5 s, compared
    with a call that writes and a call that verifies in a row; the same set again with \`reuse\`; a set of
    all types. Of 30 questions on each chapter, without latency: how many of the key terms that its gold
    file lists ({ "terms": ["...", ...] }) are asked about. With queue and limits in Postgres, then in Redis.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { edition: { type: 'string' }, runs: { type: 'string', default: '5' } },
    });
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) throw new UsageError('--runs must be a whole number from 1');
    const [bookFile, ...chapterFiles] = positionals;
    if (bookFile === undefined) throw new UsageError('questions needs a book');
    const material = { book: await readPdf(bookFile), chapters: await readChapters(chapterFiles), runs };
    const figures: Figure[] = [];
    for (const edition of chooseFrom('--edition', editions, values.edition)) {
      const measured = await figuresOf('the whole', () => measureEdition(edition, material));
      figures.push(...measured.map((figure) => ({ ...figure, what: `${edition}: ${figure.what}` })));
    }
    return figures;
  },
};

interface Material {
  book: Pdf;
  chapters: readonly Chapter[];
  runs: number;
}

async function measureEdition(edition: Edition, { book, chapters, runs }: Material): Promise<Figure[]> {
  await using cleanups = new AsyncDisposableStack();
  const running = await startEdition(edition, cleanups);
  const figures = await figuresOf(`sets from ${book.name}`, () => measureSpeed(running, book, runs));
  for (const chapter of chapters) {
    figures.push(...(await figuresOf(`terms of ${chapter.pdf.name}`, () => measureCoverage(running, chapter))));
  }
  return figures;
}
