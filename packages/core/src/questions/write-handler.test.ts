import { AppError } from '@lectern/contract';
import { documents, modelAnswers } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseDocument } from '../erasure/erase-document.ts';
import { createQuestionWorld, type QuestionWorld } from './testing/question-world.ts';
import { ScriptedModels, writtenChoice } from './testing/scripted-models.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

const rises = 'The water rises into the air when it is warm.';
const falls = 'Then it falls as rain on the land.';
const onePage = { pages: [`${rises} ${falls}`], passages: [{ from: 1, to: 1 }] };
const trueFalse = { type: 'true_false' as const, options: ['True', 'False'].map((text, at) => ({ text, correct: at === 0, reason: '' })) };

it('only types that were asked for enter the bank', async () => {
  const actor = await world.newTeacher();
  const { courseId } = await world.newCourse(actor, onePage);
  const jobId = await world.generate(actor, { courseId, count: 2, types: ['true_false'] });
  const models = new ScriptedModels(() => [writtenChoice({ quote: falls }), writtenChoice({ quote: rises, ...trueFalse })]);
  await world.run(jobId, models);
  const written = await world.questionsOf(jobId);
  expect(new Set(written.filter(({ state }) => state === 'draft').map(({ type }) => type))).toEqual(new Set(['true_false']));
  expect(written.filter(({ type }) => type === 'single_choice')).toEqual([]);
});

it('evidence lies on the pages that were asked for', async () => {
  const actor = await world.newTeacher();
  const { courseId } = await world.newCourse(actor, { pages: [rises, falls], passages: [{ from: 1, to: 2 }] });
  const jobId = await world.generate(actor, { courseId, count: 2, pages: { from: 2, to: 2 } });
  await world.run(jobId, new ScriptedModels(() => [writtenChoice({ quote: rises }), writtenChoice({ quote: falls })]));
  const accepted = (await world.questionsOf(jobId)).filter(({ state }) => state === 'draft');
  expect(new Set(accepted.map(({ page, quote }) => `${page}: ${quote}`))).toEqual(new Set([`2: ${falls}`]));
});

it.each([
  ['a NUL', 'odd \u0000 byte'],
  ['half an emoji', 'cut \uD83D'],
])('%s in an answer costs neither the question nor a second call', async (_name, explanation) => {
  const actor = await world.newTeacher();
  const { courseId } = await world.newCourse(actor, onePage);
  const jobId = await world.generate(actor, { courseId, count: 2 });
  const models = new ScriptedModels(() => [writtenChoice({ quote: rises, explanation }), writtenChoice({ quote: falls })]);
  const job = await world.run(jobId, models);
  expect(job).toMatchObject({ state: 'succeeded', result: { accepted: 2 } });
  expect(models.calls).toBe(1);
});

describe('an erasure', () => {
  it('that was first leaves no job behind', async () => {
    const actor = await world.newTeacher();
    const { courseId, documentId } = await world.newCourse(actor, onePage);
    const release = Promise.withResolvers<void>();
    const marked = Promise.withResolvers<void>();
    const erasing = world.ctx.db.transaction(async (tx) => {
      await tx
        .update(documents)
        .set({ deletedAt: sql`now()` })
        .where(eq(documents.id, documentId));
      marked.resolve();
      await release.promise;
    });
    await marked.promise;
    const generating = world.generate(actor, { courseId, count: 1 });
    const settled = generating.catch((error: unknown) => error instanceof AppError && error.code);
    await waitFor(async () => (await world.waitingForLocks()) > 0);
    release.resolve();
    await erasing;
    expect(await settled).toBe('course_has_no_text');
  });

  it('during a call leaves nothing that was written from the text', async () => {
    const actor = await world.newTeacher();
    const { courseId, documentId } = await world.newCourse(actor, onePage);
    const jobId = await world.generate(actor, { courseId, count: 1 });
    // Marked without ending the job, as when the job was accepted while the erasure looked for jobs to end.
    const models = new ScriptedModels(async () => {
      await world.ctx.db
        .update(documents)
        .set({ deletedAt: sql`now()` })
        .where(eq(documents.id, documentId));
      return [writtenChoice({ quote: rises })];
    });
    const job = await world.run(jobId, models);
    expect(job).toMatchObject({ state: 'failed', errorCode: 'source_deleted' });
    expect(models.calls).toBe(1);
    expect(await world.questionsOf(jobId)).toEqual([]);
    expect(await world.ctx.db.$count(modelAnswers, eq(modelAnswers.jobId, jobId))).toBe(0);
  });

  it('ends the job that asks about the document', async () => {
    const actor = await world.newTeacher();
    const { courseId, documentId } = await world.newCourse(actor, onePage);
    const jobId = await world.generate(actor, { courseId, count: 1 });
    await eraseDocument(world.ctx, { actor, id: documentId });
    const models = new ScriptedModels(() => [writtenChoice({ quote: rises })]);
    expect(await world.run(jobId, models)).toMatchObject({ state: 'cancelled' });
    expect(models.calls).toBe(0);
  });
});
