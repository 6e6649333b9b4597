import { documents, questions } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { jobs } from '@lectern/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retryJob } from '../jobs/retry-job.ts';
import { updateQuestion } from './review/update-question.ts';
import { createQuestionWorld, type QuestionWorld } from './testing/question-world.ts';
import { ScriptedModels, writtenChoice } from './testing/scripted-models.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

const sentences = ['The water rises into the air.', 'Then it falls as rain.', 'Rivers carry it to the sea.'];

/** A course with a set of two questions that was made just now. */
async function withSet() {
  const actor = await world.newTeacher();
  const course = await world.newCourse(actor, { pages: [sentences.join(' ')], passages: [{ from: 1, to: 1 }] });
  const ask = (over: { count?: number; reuse?: boolean } = {}) =>
    world.generate(actor, { courseId: course.courseId, count: 2, reuse: true, ...over });
  const models = new ScriptedModels(() => sentences.map((quote) => writtenChoice({ quote })));
  const jobId = await ask();
  const made = await world.run(jobId, models);
  return { actor, ...course, ask, models, jobId, made };
}

async function jobOf(id: string) {
  const [job] = await world.ctx.db.select().from(jobs).where(eq(jobs.id, id));
  return job;
}

it('an equal request gets the same questions at once, and its job says that they are', async () => {
  const { ask, made, models } = await withSet();
  const again = await jobOf(await ask());
  expect(again).toMatchObject({
    state: 'succeeded',
    progress: 100,
    result: { ...(made.result as object), rejected: [], reused: true, cost: { calls: 0, tokens: 0, microdollars: 0 } },
  });
  expect(models.calls).toBe(1);
});

it('nothing is reused unless it is asked for, nor for another count', async () => {
  const { ask } = await withSet();
  expect(await jobOf(await ask({ reuse: false }))).toMatchObject({ state: 'queued' });
  expect(await jobOf(await ask({ count: 1 }))).toMatchObject({ state: 'queued' });
});

it('a set is void when the document has been read anew', async () => {
  const { ask, documentId } = await withSet();
  await world.ctx.db.execute(sql`
    insert into document_revisions (document_id, revision, page_count, bookmarks)
    select document_id, 2, page_count, bookmarks from document_revisions where document_id = ${documentId}`);
  await world.ctx.db.execute(sql`update chunks set revision = 2 where document_id = ${documentId}`);
  await world.ctx.db.update(documents).set({ revision: 2, latestRevision: 2 }).where(eq(documents.id, documentId));
  expect(await jobOf(await ask())).toMatchObject({ state: 'queued' });
});

it('a set is void when a question of it was rejected or removed, and when it is old', async () => {
  const rejected = await withSet();
  await world.ctx.db.update(questions).set({ state: 'rejected' }).where(eq(questions.jobId, rejected.jobId));
  expect(await jobOf(await rejected.ask())).toMatchObject({ state: 'queued' });
  const removed = await withSet();
  await world.ctx.db.delete(questions).where(eq(questions.jobId, removed.jobId));
  expect(await jobOf(await removed.ask())).toMatchObject({ state: 'queued' });
  const old = await withSet();
  await world.ctx.db
    .update(jobs)
    .set({ finishedAt: sql`now() - interval '2 hours'` })
    .where(eq(jobs.id, old.jobId));
  expect(await jobOf(await old.ask())).toMatchObject({ state: 'queued' });
});

it('a set is void when a question of it was edited', async () => {
  const { actor, ask, jobId } = await withSet();
  const question = (await world.questionsOf(jobId)).find(({ state }) => state === 'draft');
  await updateQuestion(world.ctx, { actor, id: question?.id ?? '', version: 1, changes: { difficulty: 'hard' } });
  expect(await jobOf(await ask())).toMatchObject({ state: 'queued' });
});

it('run again by a person, a reused set becomes a new one', async () => {
  const { actor, ask } = await withSet();
  const jobId = await ask();
  await retryJob(world.ctx, { actor, id: jobId });
  const fresh = ['rain', 'rivers', 'sea'].map((topic, at) =>
    writtenChoice({
      quote: sentences[at] ?? '',
      topic,
      stem: `A new one about ${topic} number ${at}?`,
      options: ['one 90', `other ${at}`, 'third', 'fourth'].map((text, place) => ({
        text: `${text} ${topic}`,
        correct: place === 0,
        reason: '',
      })),
    }),
  );
  const job = await world.run(jobId, new ScriptedModels(() => fresh));
  expect(job).toMatchObject({ run: 2, state: 'succeeded', result: { accepted: 2, reused: false } });
});
