import { AppError } from '@lectern/contract';
import { chunks, documents } from '@lectern/db';
import { and, eq, inArray, isNull, isNotNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { requireOpenBook } from '../attempts/closed-book.ts';
import { checkCourse } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';
import { modelsFor } from '../models/models-for.ts';
import type { Models, VectorIndex } from '../ports/index.ts';
import { cosine } from './cosine.ts';

export interface SearchHit {
  chunkId: string;
  documentId: string;
  documentName: string;
  pageFrom: number;
  pageTo: number;
  heading: string | null;
  text: string;
  /** Cosine similarity. */
  score: number;
}

interface SearchCourseInput {
  actor: Actor;
  courseId: string;
  query: string;
  limit: number;
  signal: AbortSignal;
}

/** The index also holds vectors of revisions that are not published, yet or any more; asking for more makes up for a few. */
const spareHits = 10;
/** For more of them it is asked again for twice as many, up to this many. */
const mostHits = 1_000;
/** Above this many stored vectors reading them all takes longer than a person waits. */
const bruteForceChunks = 20_000;

/**
 * Passages of the published revisions that are nearest to the query. The index only proposes, Postgres decides. While
 * the index is down the stored vectors are compared one by one and the answer is `degraded`.
 * Errors: `not_found`, `closed_book`, `model_unavailable`, `index_unavailable` when the course is too large for that.
 */
export async function searchCourse(
  ctx: Ctx & { models: Models; vectors: VectorIndex },
  input: SearchCourseInput,
): Promise<{ items: SearchHit[]; degraded: boolean }> {
  const { courseId, limit, signal } = input;
  await checkCourse(ctx, { actor: input.actor, id: courseId, right: 'read' });
  await requireOpenBook(ctx, input);
  const {
    vectors: [vector],
  } = await modelsFor({ ctx, models: ctx.models }, { jobId: null, taskId: null, billedTo: input.actor.userId }).embed([input.query], {
    signal,
  });
  if (!vector) throw new AppError('model_unusable_output');
  try {
    return { items: await askIndex(ctx, input, vector), degraded: false };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'index_unavailable') throw error;
    return { items: await compareStored(ctx, courseId, vector, limit, error), degraded: true };
  }
}

async function askIndex(
  ctx: Ctx & { models: Models; vectors: VectorIndex },
  { courseId, limit, signal }: SearchCourseInput,
  vector: readonly number[],
): Promise<SearchHit[]> {
  for (let asked = limit + spareHits; ; asked = Math.min(mostHits, 2 * asked)) {
    const hits = await ctx.vectors.query(ctx.models.embeddingModel, { vector, courseId, limit: asked }, { signal });
    const scores = new Map(hits.map((hit) => [hit.id, hit.score]));
    const items = await readHits(ctx, courseId, scores, limit);
    if (items.length >= limit || hits.length < asked || asked >= mostHits) return items;
  }
}

/** Only chunks of a course's published revisions. */
function published(courseId: string) {
  return and(eq(chunks.courseId, courseId), eq(documents.revision, chunks.revision), isNull(documents.deletedAt));
}

async function readHits(ctx: Ctx, courseId: string, scores: ReadonlyMap<string, number>, limit: number): Promise<SearchHit[]> {
  if (scores.size === 0) return [];
  const rows = await reader(ctx)
    .select({
      chunkId: chunks.id,
      documentId: chunks.documentId,
      documentName: documents.name,
      pageFrom: chunks.pageFrom,
      pageTo: chunks.pageTo,
      heading: chunks.heading,
      text: chunks.text,
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(inArray(chunks.id, [...scores.keys()]), published(courseId)));
  return rows
    .map((row) => ({ ...row, score: scores.get(row.chunkId) ?? 0 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

async function compareStored(
  ctx: Ctx & { models: Models },
  courseId: string,
  vector: readonly number[],
  limit: number,
  down: AppError,
): Promise<SearchHit[]> {
  const stored = await reader(ctx)
    .select({ id: chunks.id, vector: chunks.vector })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(published(courseId), isNotNull(chunks.vector), eq(chunks.embeddingModel, ctx.models.embeddingModel)))
    .limit(bruteForceChunks + 1);
  if (stored.length > bruteForceChunks) throw down;
  const nearest = stored
    .map(({ id, vector: other }) => [id, cosine(vector, other ?? [])] as const)
    .sort(([, a], [, b]) => b - a)
    .slice(0, limit);
  return readHits(ctx, courseId, new Map(nearest), limit);
}
