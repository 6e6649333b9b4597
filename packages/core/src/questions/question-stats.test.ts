import { jobs, llmCalls } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getQuestionStats } from './question-stats.ts';
import { insertQuestion, pageOne } from './review/testing/insert-question.ts';
import { createQuestionWorld, type QuestionWorld } from './testing/question-world.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

async function newCourse() {
  const actor = await world.newTeacher();
  return { actor, ...(await world.newCourse(actor, { pages: [pageOne], passages: [{ from: 1, to: 1 }] })) };
}

type Course = Awaited<ReturnType<typeof newCourse>>;

/** A set that took so many seconds, with one call of 100 tokens in and 10 out. */
async function insertSet({ actor, courseId }: Course, set: { seconds: number } & Partial<typeof jobs.$inferInsert>): Promise<string> {
  const { seconds, ...over } = set;
  const id = uuidv7();
  await world.ctx.db.insert(jobs).values({
    id,
    kind: 'questions.generate',
    requestedBy: actor.userId,
    courseId,
    params: { courseId, count: 10, types: ['cloze'], documentIds: [], topics: [] },
    state: 'succeeded',
    stage: 'verify',
    queue: 'models',
    message: '',
    createdAt: new Date(0),
    finishedAt: sql`to_timestamp(${seconds})`,
    ...over,
  });
  const call = {
    provider: 'any',
    model: 'any',
    purpose: 'write_questions',
    inputTokens: 100,
    outputTokens: 10,
    latencyMs: 1,
    microdollars: 7,
  };
  await world.ctx.db
    .insert(llmCalls)
    .values({ ...call, id: uuidv7(), jobId: id, outcome: over.state === 'failed' ? 'error' : 'salvaged', salvagedItems: 3, lostItems: 1 });
  return id;
}

const nothing = {
  sets: { succeeded: 0, failed: 0, cancelled: 0, open: 0 },
  questions: { requested: 0, accepted: 0, draft: 0, approved: 0, rejected: 0 },
  seconds: null,
  calls: 0,
  callsFailed: 0,
  tokens: { input: 0, output: 0 },
  microdollars: 0,
  items: { salvaged: 0, lost: 0 },
  cache: { reusedSets: 0, hitRate: null },
  rejections: [],
};

it('where nothing was done there is nothing, and no number that is none', async () => {
  expect(await getQuestionStats(world.ctx, { actor: await world.newTeacher() })).toEqual(nothing);
});

it('the numbers are those of what was done, and what was handed out again does not make it look fast', async () => {
  const course = await newCourse();
  await insertSet(course, { seconds: 10, result: { accepted: 9, reused: false } });
  await insertSet(course, { seconds: 30, result: { accepted: 10, reused: false } });
  await insertSet(course, { seconds: 0, result: { accepted: 10, reused: true } });
  await insertSet(course, { seconds: 99, state: 'failed' });
  await insertSet(course, { seconds: 50, state: 'cancelled', result: { accepted: 2, reused: false } });
  await insertSet(course, { seconds: 0, state: 'running', finishedAt: null });
  await insertSet(course, { seconds: 1, kind: 'questions.regenerate', params: {} });
  const { db } = world.ctx;
  for (const state of ['draft', 'draft', 'approved', 'rejected', 'candidate'] as const) await insertQuestion(db, course, { state });
  for (const discardReason of ['duplicate', 'unclear', 'duplicate'] as const) {
    await insertQuestion(db, course, { state: 'discarded', discardReason });
  }
  expect(await getQuestionStats(world.ctx, { actor: course.actor })).toEqual({
    sets: { succeeded: 3, failed: 1, cancelled: 1, open: 1 },
    questions: { requested: 40, accepted: 21, draft: 2, approved: 1, rejected: 1 },
    seconds: { p50: 20, p95: 29 },
    calls: 7,
    callsFailed: 1,
    tokens: { input: 700, output: 70 },
    microdollars: 49,
    items: { salvaged: 21, lost: 7 },
    cache: { reusedSets: 1, hitRate: 1 / 3 },
    rejections: [
      { reason: 'duplicate', count: 2 },
      { reason: 'unclear', count: 1 },
    ],
  });
});

it('a teacher sees the own courses, or one of them; an operator sees all', async () => {
  const [course, other] = [await newCourse(), await newCourse()];
  const second = { actor: course.actor, ...(await world.newCourse(course.actor, { pages: [pageOne], passages: [{ from: 1, to: 1 }] })) };
  for (const one of [course, second, other]) await insertSet(one, { seconds: 1, result: { accepted: 1, reused: false } });
  const setsOf = async (input: Parameters<typeof getQuestionStats>[1]) => (await getQuestionStats(world.ctx, input)).sets.succeeded;
  const { actor, courseId } = course;
  const operator = { ...other.actor, role: 'operator' as const };
  expect(await setsOf({ actor })).toBe(2);
  expect(await setsOf({ actor, courseId })).toBe(1);
  expect(await setsOf({ actor: operator })).toBeGreaterThanOrEqual(3);
  expect(await setsOf({ actor: operator, courseId })).toBe(1);
  await expect(setsOf({ actor: other.actor, courseId })).rejects.toMatchObject({ code: 'not_found' });
});
