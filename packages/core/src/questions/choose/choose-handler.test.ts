import { AppError } from '@lectern/contract';
import { chunks, documents, jobPassages, sections, tasks } from '@lectern/db';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryIndex } from '../../documents/testing/memory-index.ts';
import type { TaskRun } from '../../jobs/types.ts';
import { readKeyTerms, readSources, withIds } from '../read-sources.ts';
import { createQuestionWorld, type QuestionWorld } from '../testing/question-world.ts';
import { ScriptedModels } from '../testing/scripted-models.ts';
import { choosePassages } from './choose-handler.ts';
import { hasPassages, poolSize } from './find-passages.ts';
import { planCalls } from './plan-calls.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

type Generate = Parameters<QuestionWorld['generate']>[1];

/** Whatever is asked for means the second direction of two. */
class TopicModels extends ScriptedModels {
  override async embed(texts: readonly string[]) {
    const { calls } = await super.embed(texts);
    return { vectors: texts.map(() => [0, 1]), calls };
  }
}

const models = new TopicModels(() => []);
const lines = [
  'Water evaporates from the warm sea and rises into the air.',
  'Übersättigte Luft bildet Wolken, aus denen es später regnet.',
  'Rain falls on the land: 100% of it comes from the clouds.',
  'The water flows back into the sea and evaporates again.',
];

async function newCourse(texts: readonly string[], more: Record<number, { heading?: string; to?: number }> = {}) {
  const actor = await world.newTeacher();
  const passages = texts.map((text, at) => ({ text, from: at + 1, to: at + 1, ...more[at] }));
  return { actor, ...(await world.newCourse(actor, { pages: texts, passages })) };
}

type Course = Awaited<ReturnType<typeof newCourse>>;

/** Asks for questions and chooses passages for them, as the first task of the job does. Returns the job. */
async function choose({ actor, courseId }: Course, asked: Partial<Generate> = {}, vectors = new MemoryIndex()): Promise<string> {
  const jobId = await world.generate(actor, { courseId, count: 1, ...asked });
  await runTask(jobId, vectors);
  return jobId;
}

async function runTask(jobId: string, vectors = new MemoryIndex()): Promise<void> {
  const claim = { taskId: uuidv7(), jobId, fence: 1 };
  const task: TaskRun<'questions.choose'> = {
    ...claim,
    name: 'questions.choose',
    payload: {},
    requestedBy: uuidv7(),
    billedTo: null,
    courseId: null,
    round: 0,
    signal: new AbortController().signal,
    commit: (store) => world.ctx.db.transaction(store),
  };
  const store = await choosePassages({ ctx: world.ctx, models, vectors }, task);
  if (store) await task.commit(store);
}

/** Places in the document, from 0, of the passages chosen for a job, without repetitions. */
async function placesOf(jobId: string): Promise<number[]> {
  const rows = await world.ctx.db
    .selectDistinct({ place: chunks.ordinal })
    .from(jobPassages)
    .innerJoin(chunks, eq(chunks.id, jobPassages.chunkId))
    .where(eq(jobPassages.jobId, jobId))
    .orderBy(asc(chunks.ordinal));
  return rows.map(({ place }) => place);
}

/** Plans a round and remembers its calls as tasks, as the ledger does. */
async function planRound(jobId: string, count: number): Promise<string[][]> {
  const calls = await world.ctx.db.transaction((tx) => planCalls(tx, { id: jobId }, [{ type: 'single_choice', count }]));
  expect(calls.flatMap(({ payload }) => payload.want).reduce((sum, want) => sum + want.count, 0)).toBe(count);
  const [first] = await world.ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId)).limit(1);
  if (!first) throw new Error('the job has no task');
  const rows = calls.map(({ key, payload }) => ({
    ...first,
    id: uuidv7(),
    name: 'questions.write' as const,
    key: `${uuidv7()}:${key}`,
    payload,
  }));
  await world.ctx.db.insert(tasks).values(rows);
  return calls.map(({ payload }) => payload.chunkIds);
}

describe('passages to ask about', () => {
  it('are all of a short document', async () => {
    expect(await placesOf(await choose(await newCourse(lines)))).toEqual([0, 1, 2, 3]);
  });

  it('are on the pages that were asked for, even if they begin before them', async () => {
    const course = await newCourse(lines, { 1: { to: 3 } });
    expect(await placesOf(await choose(course, { pages: { from: 3, to: 3 } }))).toEqual([1, 2]);
  });

  it('are about one of the topics, whatever its case and signs, in heading or text', async () => {
    const course = await newCourse(lines, { 3: { heading: 'The Great RIVERS' } });
    expect(await placesOf(await choose(course, { topics: ['ÜBERSÄTTIGTE luft'] }))).toEqual([1]);
    expect(await placesOf(await choose(course, { topics: ['great river', '100%'] }))).toEqual([2, 3]);
  });

  it('are all when the text does not use the words of the topic', async () => {
    expect(await placesOf(await choose(await newCourse(lines), { topics: ['photosynthesis', 'w_ter'] }))).toEqual([0, 1, 2, 3]);
  });

  it('are of the published reading only', async () => {
    const course = await newCourse(lines);
    const { documentId, courseId } = course;
    const unpublished = {
      id: uuidv7(),
      documentId,
      courseId,
      revision: 2,
      ordinal: 9,
      text: lines[0] ?? '',
      pageFrom: 1,
      pageTo: 1,
      tokens: 9,
    };
    await world.ctx.db.insert(chunks).values(unpublished);
    expect(await placesOf(await choose(course))).toEqual([0, 1, 2, 3]);
  });

  it('are chosen once, however often the task runs', async () => {
    const jobId = await choose(await newCourse(lines));
    const before = await world.ctx.db.select().from(jobPassages).where(eq(jobPassages.jobId, jobId));
    await runTask(jobId);
    expect(await world.ctx.db.select().from(jobPassages).where(eq(jobPassages.jobId, jobId))).toEqual(before);
  });

  it('of a document that was erased meanwhile are none', async () => {
    const course = await newCourse(lines);
    const jobId = await world.generate(course.actor, { courseId: course.courseId, count: 1 });
    await world.ctx.db
      .update(documents)
      .set({ deletedAt: sql`now()` })
      .where(eq(documents.id, course.documentId));
    await expect(runTask(jobId)).rejects.toThrow(new AppError('source_deleted'));
  });
});

describe('key terms', () => {
  const texts = Array.from({ length: 12 }, (_, at) => `Term${at} is the name of the water in lake number ${at}. It flows into the sea.`);
  const terms = texts.map((_, at) => `term${at}`);

  async function newOutlined(): Promise<Course> {
    const course = await newCourse(texts);
    const { documentId } = course;
    const place = { documentId, revision: 1, ordinal: 0, title: 'Lakes', depth: 0, pageFrom: 1, pageTo: 12, chunkFrom: 0, chunkTo: 11 };
    await world.ctx.db.insert(sections).values({ ...place, id: uuidv7(), terms });
    return course;
  }

  it('of the outline are each given to one call', async () => {
    const jobId = await choose(await newOutlined(), { count: 10 });
    const calls = await planRound(jobId, 10);
    const given = await Promise.all(calls.map(async (ids) => readKeyTerms(world.ctx, jobId, await readSources(world.ctx, withIds(ids)))));
    expect(given.every((some) => some.length > 0)).toBe(true);
    expect(given.flat().toSorted()).toEqual(terms.toSorted());
  });

  it('without a job are those that stand in the passages', async () => {
    const { documentId } = await newOutlined();
    const sources = (await readSources(world.ctx, eq(chunks.documentId, documentId))).slice(2, 4);
    expect(await readKeyTerms(world.ctx, undefined, sources)).toEqual(['term2', 'term3']);
  });
});

it('whether there is text on some pages is known before any is chosen', async () => {
  const { courseId, documentId } = await newCourse(lines, { 3: { to: 9 } });
  const asked = { courseId, count: 1, types: ['single_choice' as const], documentIds: [documentId], topics: [], verify: true };
  expect(await hasPassages(world.ctx.db, asked)).toBe(true);
  expect(await hasPassages(world.ctx.db, { ...asked, pages: { from: 9, to: 9 } })).toBe(true);
  expect(await hasPassages(world.ctx.db, { ...asked, pages: { from: 10, to: 12 } })).toBe(false);
});

describe('in a course of more passages than can be read', () => {
  const size = 3 * poolSize;
  // Neither is one of those that are taken evenly.
  const rare = 1_234;
  const meant = 2_346;
  let course: Course;
  let index: MemoryIndex;
  beforeAll(async () => {
    const texts = Array.from({ length: size }, (_, at) => `Passage ${at} says how the water of river number ${at} gets into the sea.`);
    const iceberg = 'An iceberg is a block of frozen water that has broken off and drifts on the ocean.';
    const glacier = 'A glacier is a river of ice that moves down to the sea by its own weight.';
    course = await newCourse(texts.with(rare, glacier).with(meant, iceberg));
    const { courseId, documentId } = course;
    const rows = await world.ctx.db
      .select({ id: chunks.id, ordinal: chunks.ordinal })
      .from(chunks)
      .where(eq(chunks.documentId, documentId));
    const vectorOf = (ordinal: number) => (ordinal === meant ? [0, 1] : [1, 0]);
    for (const at of [0, 1]) {
      const ids = rows.filter(({ ordinal }) => (ordinal === meant) === (at === 1)).map(({ id }) => id);
      await world.ctx.db
        .update(chunks)
        .set({ vector: at === 1 ? [0, 1] : [1, 0], embeddingModel: models.embeddingModel })
        .where(inArray(chunks.id, ids));
    }
    index = new MemoryIndex();
    const records = rows.map(({ id, ordinal }) => ({
      id,
      vector: vectorOf(ordinal),
      ownerId: uuidv7(),
      courseId,
      documentId,
      revision: 1,
    }));
    await index.upsert(models.embeddingModel, records);
  });

  it('they are spread over the whole', async () => {
    const places = await placesOf(await choose(course, { count: 50 }));
    for (let part = 0; part < 10; part += 1) {
      expect(places.some((place) => place >= (part * size) / 10 && place < ((part + 1) * size) / 10)).toBe(true);
    }
  });

  it('a topic is found by its words and by what it means', async () => {
    expect(await placesOf(await choose(course, { topics: ['Glaciers'] }, index))).toEqual([rare, meant]);
  });

  it('a topic is found by its words while the index is down', async () => {
    const down = new MemoryIndex();
    down.down = true;
    expect(await placesOf(await choose(course, { topics: ['Glaciers'] }, down))).toEqual([rare]);
  });
});

describe('calls', () => {
  const texts = Array.from(
    { length: 40 },
    (_, at) => `River number ${at} is a stream that carries the water of lake number ${at} into the sea.`,
  );

  it('of the first round get every passage', async () => {
    const jobId = await choose(await newCourse(texts), { count: 18 });
    const calls = await planRound(jobId, 18);
    expect(calls).toHaveLength(4);
    expect(new Set(calls.flat()).size).toBe(texts.length);
    expect(calls.flat()).toHaveLength(texts.length);
  });

  it('of later rounds get passages first that were not used yet, then others together than before', async () => {
    const jobId = await choose(await newCourse(texts), { count: 5 });
    const rounds = [await planRound(jobId, 5), await planRound(jobId, 5)];
    expect(new Set(rounds.flat(2)).size).toBe(rounds.flat(2).length);
    const small = await choose(await newCourse(texts.slice(0, 12)), { count: 10 });
    const first = await planRound(small, 10);
    const [again] = await planRound(small, 5);
    expect(first).not.toContainEqual(again);
  });

  it('are as many as wanted even for a single passage', async () => {
    const jobId = await choose(await newCourse(texts.slice(0, 1)), { count: 12 });
    expect(await planRound(jobId, 12)).toHaveLength(3);
  });

  it('are none when a new reading has replaced the passages', async () => {
    const course = await newCourse(texts.slice(0, 3));
    const jobId = await choose(course);
    await world.ctx.db.delete(chunks).where(and(eq(chunks.documentId, course.documentId), eq(chunks.revision, 1)));
    expect(await world.ctx.db.transaction((tx) => planCalls(tx, { id: jobId }, [{ type: 'true_false', count: 5 }]))).toEqual([]);
  });
});
