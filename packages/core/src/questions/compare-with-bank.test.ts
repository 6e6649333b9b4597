import { questions, type Db } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareWithBank } from './compare-with-bank.ts';
import { printOf } from './question-print.ts';
import { createQuestionWorld, type QuestionWorld } from './testing/question-world.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

it('a hundred candidates are compared with a bank of 3,000 while the worker stays alive for everybody else', async () => {
  const { courseId, documentId } = await world.newCourse(await world.newTeacher(), { pages: ['Water.'], passages: [{ from: 1, to: 1 }] });
  await fillBank(world.ctx.db, { courseId, documentId, count: 3_000 });
  const candidates = Array.from({ length: 100 }, (_, at) => ({ id: `${at}`, print: printOf(questionOf(2_995 + at)) }));
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 5);
  const { duplicates, seen } = await compareWithBank(world.ctx.db, courseId, candidates, { signal: AbortSignal.timeout(20_000) });
  clearInterval(timer);
  expect([...duplicates]).toEqual(['0', '1', '2', '3', '4']);
  expect(seen.size).toBe(3_000);
  // Some 40 ms on a laptop; a heartbeat is due every 5 s.
  expect(longestMs).toBeLessThan(1_000);
});

/** The n-th of any number of questions that share no words but those of their key. */
function questionOf(n: number) {
  const words = Array.from({ length: 14 }, (_, at) => `w${n * 14 + at}`).join(' ');
  return {
    type: 'single_choice' as const,
    stem: `${words}?`,
    answer: 'rain and snow',
    quote: `Quote of ${words}.`,
    vector: Array.from({ length: 256 }, (_, at) => Math.sin(n + at)),
    embeddingModel: 'any',
  };
}

async function fillBank(db: Db, bank: { courseId: string; documentId: string; count: number }): Promise<void> {
  const { courseId, documentId, count } = bank;
  const rows = Array.from({ length: count }, (_, n): typeof questions.$inferInsert => ({
    ...questionOf(n),
    id: uuidv7(),
    courseId,
    documentId,
    jobId: uuidv7(),
    taskId: uuidv7(),
    ordinal: 0,
    revision: 1,
    page: 1,
    options: [],
    explanation: '',
    difficulty: 'easy',
    bloom: 'remember',
    topic: 'water',
    language: 'en',
    state: 'draft',
  }));
  const perInsert = 500;
  for (let at = 0; at < count; at += perInsert) await db.insert(questions).values(rows.slice(at, at + perInsert));
}
