import { AppError, type GenerateParams } from '@lectern/contract';
import { chunks, jobPassages, type Tx } from '@lectern/db';
import { asc, eq, inArray } from 'drizzle-orm';
import type { TaskHandler, TaskRun } from '../../jobs/types.ts';
import { readParams } from '../read-params.ts';
import { shareTypes } from '../share-types.ts';
import { spareFor } from '../spare-questions.ts';
import { chooseWindows } from './choose-windows.ts';
import type { Candidate } from './candidate.ts';
import { readPassages, samplePassages, type Passage } from './find-passages.ts';
import { countCalls } from './plan-calls.ts';
import { readOutlineTerms } from './read-outline-terms.ts';
import { embedTopics, searchTopics, type ChooseDeps } from './search-topics.ts';
import type { Topic } from './topics.ts';
import { windowStride } from './windows.ts';

/** Chooses the passages that a job asks about, for all of its rounds. */
export const choosePassages: TaskHandler<'questions.choose', ChooseDeps> = async (deps, task) => {
  const params = await readParams(deps.ctx.db, task.jobId);
  const topics = await embedTopics(deps, task, params.topics);
  const windows = chooseWindows({
    passages: await readPool(deps, task, { params, topics }),
    topics,
    outline: await readOutlineTerms(deps.ctx.db, params),
    calls: countCalls(spareFor(shareTypes(params.count, params.types), 0)),
  });
  return (tx) => storeWindows(tx, task.jobId, windows);
};

async function readPool(
  deps: ChooseDeps,
  task: TaskRun<'questions.choose'>,
  { params, topics }: { params: GenerateParams; topics: readonly Topic[] },
): Promise<Passage[]> {
  const { db } = deps.ctx;
  const { ids, total } = await samplePassages(db, params);
  const found = topics.length > 0 && total > ids.length ? await searchTopics(deps, task, { params, topics, total }) : [];
  return readPassages(db, params, [...new Set([...ids, ...found])], deps.models.embeddingModel);
}

/** Error: `source_deleted` when none of the passages is there any more. */
async function storeWindows(tx: Tx, jobId: string, windows: readonly (readonly Candidate[])[]): Promise<void> {
  const ids = new Set(windows.flat().map(({ id }) => id));
  // A new reading may just be replacing its document's passages: what is still there now, stays until the commit.
  const held = await tx
    .select({ id: chunks.id })
    .from(chunks)
    .where(inArray(chunks.id, [...ids]))
    .orderBy(asc(chunks.id))
    .for('key share');
  const isThere = new Set(held.map(({ id }) => id));
  const rows = windows.flatMap((window, at) =>
    window
      .map(({ id, terms }, place) => ({
        jobId,
        ordinal: at * windowStride + place,
        chunkId: id,
        terms: terms.map(({ term }) => term),
      }))
      .filter(({ chunkId }) => isThere.has(chunkId)),
  );
  if (rows.length === 0) throw new AppError('source_deleted');
  await tx.delete(jobPassages).where(eq(jobPassages.jobId, jobId));
  await tx.insert(jobPassages).values(rows);
}
