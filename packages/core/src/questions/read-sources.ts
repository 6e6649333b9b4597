import type { GenerateParams } from '@lectern/contract';
import { chunks, documents, jobPassages, pages, sections } from '@lectern/db';
import { and, asc, between, eq, gte, inArray, isNull, lte, or, type SQL } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { SourcePassage } from './check-candidate.ts';
import { cutAtSentenceEnd } from './choose/cut-passage.ts';
import { windowStride } from './choose/windows.ts';
import { plain } from './fingerprint.ts';
import type { PromptPassage } from './prompt.ts';

/** A passage as questions are asked about it. */
export interface SourceChunk {
  id: string;
  documentId: string;
  revision: number;
  ordinal: number;
  pageFrom: number;
  pageTo: number;
  heading: string | null;
  text: string;
}

/** In reading order; those of documents that are being erased are left out. */
export async function readSources(ctx: Ctx, where: SQL | undefined): Promise<SourceChunk[]> {
  return ctx.db
    .select({
      id: chunks.id,
      documentId: chunks.documentId,
      revision: chunks.revision,
      ordinal: chunks.ordinal,
      pageFrom: chunks.pageFrom,
      pageTo: chunks.pageTo,
      heading: chunks.heading,
      text: chunks.text,
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(where, isNull(documents.deletedAt)))
    .orderBy(asc(chunks.documentId), asc(chunks.ordinal));
}

/** A passage has some 250 tokens; one that could not be cut smaller when it was made must not crowd out the others. */
const mostPassageTokens = 800;

/** As the prompt shows them: `p1`, `p2`, ... */
export function toPromptPassages(sources: readonly SourceChunk[]): PromptPassage[] {
  return sources.map(({ pageFrom, pageTo, heading, text }, index) => ({
    name: nameOf(index),
    pageFrom,
    pageTo,
    heading,
    text: cutAtSentenceEnd(text, mostPassageTokens),
  }));
}

function nameOf(index: number): string {
  return `p${index + 1}`;
}

/** The pages of each passage, by the name it has in the prompt; of a passage that goes beyond the pages asked for, only these. */
export async function readPassagePages(
  ctx: Ctx,
  sources: readonly SourceChunk[],
  asked: GenerateParams['pages'],
): Promise<Map<string, SourcePassage>> {
  const wanted = sources.map(({ documentId, revision, pageFrom, pageTo }, index) => ({
    name: nameOf(index),
    documentId,
    revision,
    from: Math.max(pageFrom, asked?.from ?? pageFrom),
    to: Math.min(pageTo, asked?.to ?? pageTo),
  }));
  const found = await ctx.db
    .select()
    .from(pages)
    .where(or(...wanted.map((passage) => and(isReading(passage), between(pages.page, passage.from, passage.to)))))
    .orderBy(asc(pages.page));
  return new Map(
    wanted.map(({ name, documentId, revision, from, to }) => {
      const own = found.filter((row) => row.documentId === documentId && row.revision === revision && row.page >= from && row.page <= to);
      return [name, { documentId, revision, pages: own.map(({ page, text }) => ({ page, text })) }];
    }),
  );
}

function isReading({ documentId, revision }: { documentId: string; revision: number }): SQL | undefined {
  return and(eq(pages.documentId, documentId), eq(pages.revision, revision));
}

/** More are no help: a call writes five questions. */
const mostKeyTerms = 20;

/**
 * What is to be asked about with these passages: the terms that the job has given to the window that they are. Without a
 * job, or any such terms, what the outline says that they teach, as far as the words stand in them.
 */
export async function readKeyTerms(ctx: Ctx, jobId: string | undefined, sources: readonly SourceChunk[]): Promise<string[]> {
  const given = jobId === undefined ? undefined : await readGivenTerms(ctx, jobId, sources);
  return (given ?? (await readOutlineTerms(ctx, sources))).slice(0, mostKeyTerms);
}

/** Undefined where the job has given no terms to any passage. */
async function readGivenTerms({ db }: Ctx, jobId: string, sources: readonly SourceChunk[]): Promise<string[] | undefined> {
  const rows = await db
    .select({ ordinal: jobPassages.ordinal, chunkId: jobPassages.chunkId, terms: jobPassages.terms })
    .from(jobPassages)
    .where(eq(jobPassages.jobId, jobId))
    .orderBy(asc(jobPassages.ordinal));
  if (rows.every(({ terms }) => terms.length === 0)) return undefined;
  const ids = new Set(sources.map(({ id }) => id));
  const windows = Array.from(Map.groupBy(rows, ({ ordinal }) => Math.floor(ordinal / windowStride)).values());
  const same = windows.filter((window) => window.length === ids.size && window.every(({ chunkId }) => ids.has(chunkId)));
  return [...new Set(same.flat().flatMap(({ terms }) => terms))];
}

async function readOutlineTerms(ctx: Ctx, sources: readonly SourceChunk[]): Promise<string[]> {
  const rows = await ctx.db
    .select({ terms: sections.terms })
    .from(sections)
    .where(or(...sources.map(liesIn)))
    .orderBy(asc(sections.documentId), asc(sections.ordinal));
  const text = ` ${plain(sources.map((source) => source.text).join('\n'))} `;
  const terms = new Map(rows.flatMap((row) => row.terms).map((term) => [plain(term), term]));
  return [...terms].filter(([words]) => words !== '' && text.includes(` ${words} `)).map(([, term]) => term);
}

function liesIn({ documentId, revision, ordinal }: SourceChunk): SQL | undefined {
  return and(
    eq(sections.documentId, documentId),
    eq(sections.revision, revision),
    lte(sections.chunkFrom, ordinal),
    gte(sections.chunkTo, ordinal),
  );
}

/** The passages with these ids. */
export function withIds(ids: readonly string[]): SQL {
  return inArray(chunks.id, [...ids]);
}
