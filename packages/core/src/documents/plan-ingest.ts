import { chunks, documentRevisions, documents, pages, sections, type Tx } from '@lectern/db';
import { and, count, eq, sql } from 'drizzle-orm';
import type { JobPlanner, NewTask, PlanningJob } from '../jobs/types.ts';

/** Pages per extract task: under a minute even for pages that are slow to read. */
const pagesPerTask = 20;
/** Chunks per index task: well below the index's 250 records a request, and one embedding request. */
const chunksPerTask = 64;
/** Sections per outline task: one call to a model that reads some five thousand tokens. */
const sectionsPerTask = 5;
/** A page with fewer characters than this has no text layer: a page number at most. */
const minPageChars = 20;

type IngestJob = PlanningJob<'documents.ingest'>;

/**
 * inspect -> extract (page ranges) -> chunk -> index (batches) -> publish -> outline (a few sections each). The outline comes
 * when the document is read and searched already: whether a model answers, and when, changes nothing there.
 */
export const planIngest: JobPlanner<'documents.ingest'> = {
  stages: {
    inspect: async (tx, job) => {
      const pageCount = await countPages(tx, job);
      const ranges = rangesOf(1, pageCount, pagesPerTask);
      return {
        kind: 'next',
        stage: 'extract',
        tasks: ranges.map((range) => rangeTask('extract', job, range, (2 * (range.to - range.from + 1)) / pagesPerTask)),
      };
    },
    extract: async (tx, job) => {
      const [longest] = await tx
        .select({ chars: sql<number | null>`max(length(trim(${pages.text})))` })
        .from(pages)
        .where(ofRevision(pages, job));
      if ((longest?.chars ?? 0) < minPageChars) return { kind: 'fail', code: 'pdf_no_text' };
      return { kind: 'next', stage: 'chunk', tasks: [{ key: 'chunk', payload: job.params }] };
    },
    chunk: async (tx, job) => {
      const ranges = rangesOf(0, (await countChunks(tx, job)) - 1, chunksPerTask);
      return { kind: 'next', stage: 'index', tasks: ranges.map((range) => rangeTask('index', job, range, 1)) };
    },
    index: async (_tx, job) => ({ kind: 'next', stage: 'publish', tasks: [{ key: 'publish', payload: job.params }] }),
    publish: async (tx, job) => {
      const ranges = rangesOf(0, (await countSections(tx, job)) - 1, sectionsPerTask);
      return { kind: 'next', stage: 'outline', tasks: ranges.map((range) => rangeTask('outline', job, range, 2)) };
    },
    // Sections that no model would sum up are in the outline without a summary.
    outline: async (tx, job) => ({ kind: 'end', result: await summarize(tx, job) }),
  },
  summarize,
};

function rangesOf(first: number, last: number, size: number): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (let from = first; from <= last; from += size) ranges.push({ from, to: Math.min(last, from + size - 1) });
  return ranges;
}

type RangeTask = NewTask<'document.extract'> & NewTask<'document.index'> & NewTask<'document.outline'>;

function rangeTask(stage: string, job: IngestJob, range: { from: number; to: number }, cost: number): RangeTask {
  return { key: `${stage}:${range.from}-${range.to}`, payload: { ...job.params, ...range }, cost };
}

function ofRevision(table: typeof pages | typeof chunks | typeof sections | typeof documentRevisions, { params }: IngestJob) {
  return and(eq(table.documentId, params.documentId), eq(table.revision, params.revision));
}

async function countPages(tx: Tx, job: IngestJob): Promise<number> {
  const [found] = await tx.select({ pages: documentRevisions.pageCount }).from(documentRevisions).where(ofRevision(documentRevisions, job));
  return found?.pages ?? 0;
}

async function countChunks(tx: Tx, job: IngestJob): Promise<number> {
  const [found] = await tx.select({ chunks: count() }).from(chunks).where(ofRevision(chunks, job));
  return found?.chunks ?? 0;
}

async function countSections(tx: Tx, job: IngestJob): Promise<number> {
  const [found] = await tx.select({ sections: count() }).from(sections).where(ofRevision(sections, job));
  return found?.sections ?? 0;
}

/** `revision` is null for a job that ended before it was published. */
async function summarize(tx: Tx, job: IngestJob) {
  const { documentId, revision } = job.params;
  const [document] = await tx.select({ published: documents.revision }).from(documents).where(eq(documents.id, documentId));
  if (!document) return { documentId, revision: null, pages: 0, chunks: 0, sections: 0 };
  const counts = { pages: await countPages(tx, job), chunks: await countChunks(tx, job), sections: await countSections(tx, job) };
  return { documentId, revision: document.published === revision ? revision : null, ...counts };
}
