import { AppError, type GenerateParams } from '@lectern/contract';
import { chunks, documents, type DbOrTx } from '@lectern/db';
import { and, eq, or, sql } from 'drizzle-orm';
import type { TaskRun } from '../../jobs/types.ts';
import { modelsFor } from '../../models/models-for.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { mayBeAsked, poolSize } from './find-passages.ts';
import { wordBeginnings, type Topic } from './topics.ts';
import { unitVector } from './unit-vectors.ts';

/** Putting a text into lower case takes about 50 microseconds: so many are searched within a second. */
const textsSearched = 20_000;

/** What choosing needs of a worker. */
export type ChooseDeps = Pick<WorkDeps, 'ctx' | 'models' | 'vectors'>;
type ChooseTask = TaskRun<'questions.choose'>;

/** The topics with their vectors. Errors: those of the models. */
export async function embedTopics(deps: ChooseDeps, task: ChooseTask, names: readonly string[]): Promise<Topic[]> {
  if (names.length === 0) return [];
  const { vectors } = await modelsFor(deps, task).embed(names, { signal: task.signal });
  return names.map((name, at) => ({ name, vector: unitVector(vectors[at]) }));
}

/**
 * Ids of passages that may be about the topics, for courses that are too big to be looked through: the nearest of the index,
 * and those with the words of a topic in their heading or, of so many evenly taken passages, in their text. Without the index
 * these have to do.
 */
export async function searchTopics(
  deps: ChooseDeps,
  task: ChooseTask,
  { params, topics, total }: { params: GenerateParams; topics: readonly Topic[]; total: number },
): Promise<string[]> {
  const limit = Math.ceil(poolSize / (2 * topics.length));
  const found: string[] = [];
  for (const topic of topics) {
    task.signal.throwIfAborted();
    found.push(...(await askIndex(deps, task, { params, topic, limit })));
    found.push(...(await findWords(deps.ctx.db, { params, topic, limit, total })));
  }
  return found;
}

async function askIndex(
  { vectors, models, ctx }: ChooseDeps,
  task: ChooseTask,
  { params, topic, limit }: { params: GenerateParams; topic: Topic; limit: number },
): Promise<string[]> {
  if (topic.vector === undefined) return [];
  const { courseId, documentIds } = params;
  try {
    const wanted = { vector: Array.from(topic.vector), courseId, documentIds, limit };
    const hits = await vectors.query(models.embeddingModel, wanted, { signal: task.signal });
    return hits.map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'index_unavailable') throw error;
    ctx.log.warn({ err: error, jobId: task.jobId }, 'passages are chosen by the words of the topics alone');
    return [];
  }
}

async function findWords(
  db: DbOrTx,
  { params, topic, limit, total }: { params: GenerateParams; topic: Topic; limit: number; total: number },
): Promise<string[]> {
  const patterns = wordBeginnings(topic.name).map((word) => sql`lower(${`%${word.replace(/[\\%_]/gu, '\\$&')}%`})`);
  if (patterns.length === 0) return [];
  const all = sql`all (array[${sql.join(patterns, sql`, `)}]::text[])`;
  const every = Math.ceil(total / textsSearched);
  const rows = await db
    .select({ id: chunks.id })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(
      and(
        mayBeAsked(params),
        or(sql`lower(${chunks.heading}) like ${all}`, and(sql`${chunks.ordinal} % ${every} = 0`, sql`lower(${chunks.text}) like ${all}`)),
      ),
    )
    .limit(limit);
  return rows.map(({ id }) => id);
}
