import { chunks, documents, jobs, pages, questions } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retryJob } from '../../jobs/retry-job.ts';
import type { StructuredRequest } from '../../ports/index.ts';
import { writePurpose, type WrittenQuestion } from '../prompt.ts';
import { getQuestion } from '../questions.ts';
import { deleteQuestion } from '../review/delete-question.ts';
import { listQuestionVersions } from '../review/list-versions.ts';
import { insertQuestion, pageOne, pageTwo } from '../review/testing/insert-question.ts';
import { updateQuestion } from '../review/update-question.ts';
import { createQuestionWorld, type QuestionWorld } from '../testing/question-world.ts';
import { ScriptedModels, writtenChoice } from '../testing/scripted-models.ts';
import { regenerateQuestion } from './regenerate-question.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

const rises = 'The water rises into the air.';
const falls = 'Then it falls as rain.';

/** A model that answers each call that writes with the next of these, and keeps what it was told. */
class TurnByTurn extends ScriptedModels {
  readonly messages: string[] = [];

  constructor(
    turns: readonly (() => WrittenQuestion | Promise<WrittenQuestion>)[],
    judge?: ConstructorParameters<typeof ScriptedModels>[1],
  ) {
    const left = [...turns];
    super(async () => {
      const written = await left.shift()?.();
      return written ? [written] : [];
    }, judge);
  }

  override async writeItems<Item>(request: StructuredRequest<Item>) {
    if (request.purpose === writePurpose) this.messages.push(request.user);
    return super.writeItems(request);
  }
}

const choosesRain: ConstructorParameters<typeof ScriptedModels>[1] = ({ options }) => {
  const answer = options.filter(({ text }) => text === 'rain').map(({ letter }) => letter);
  return { answer, defensible: answer };
};

async function newQuestion(over: Partial<typeof questions.$inferInsert> = {}) {
  const actor = await world.newTeacher();
  const course = await world.newCourse(actor, { pages: [pageOne], passages: [{ from: 1, to: 1 }] });
  const question = await insertQuestion(world.ctx.db, course, over);
  return { actor, course, id: question.id, question };
}

type Asked = Awaited<ReturnType<typeof newQuestion>>;

async function regenerate({ actor, id }: Asked, models: ScriptedModels, hint?: string) {
  const { jobId } = await regenerateQuestion({ ...world.ctx, models }, { actor, id, hint });
  return world.run(jobId, models);
}

it('a question is replaced by one that passed all checks, as its next version, and the old one can still be read', async () => {
  const asked = await newQuestion({
    state: 'rejected',
    reviewNote: 'Too easy',
    options: ['dust', 'rain'].map((text, at) => ({ text, correct: at === 1, reason: '' })),
  });
  const written = writtenChoice({ quote: rises, difficulty: 'hard' });
  const models = new TurnByTurn([() => written]);
  const job = await regenerate(asked, models, 'Ask for the cause');
  expect(job).toMatchObject({ state: 'succeeded', result: { questionId: asked.id, version: 2, rejected: [] } });
  const now = await getQuestion(world.ctx, asked);
  expect(now).toMatchObject({
    stem: written.stem,
    difficulty: 'hard',
    state: 'draft',
    reviewNote: null,
    version: 2,
    verification: { state: 'verified', model: 'scripted-chat' },
    evidence: { page: 1, quote: 'The water rises into the\nair.' },
  });
  // The key stays at its place.
  expect(now.options.map(({ correct }) => correct)).toEqual([false, true, false, false]);
  expect(await listQuestionVersions(world.ctx, asked)).toMatchObject([
    { version: 2, change: 'regenerated', note: 'Ask for the cause', changedBy: asked.actor.userId },
  ]);
  expect(models.messages).toHaveLength(1);
  expect(models.messages[0]).toContain('Ask for the cause');
  expect(models.messages[0]).toContain(asked.question.stem);
});

it('what does not pass is asked for once more, and the result says why', async () => {
  const asked = await newQuestion();
  const models = new TurnByTurn([() => writtenChoice({ quote: 'It is not on the page.' }), () => writtenChoice({ quote: rises })]);
  expect(await regenerate(asked, models)).toMatchObject({
    state: 'succeeded',
    result: { version: 2, rejected: [{ reason: 'no_evidence', count: 1 }] },
  });
});

it('where its page has no other question, the pages beside it are asked about too', async () => {
  const actor = await world.newTeacher();
  const passages = [1, 2, 3].map((page) => ({ from: page, to: page }));
  const course = await world.newCourse(actor, { pages: [pageOne, pageTwo, 'Far away is the desert.'], passages });
  const question = await insertQuestion(world.ctx.db, course);
  const asked = { actor, course, question, id: question.id };
  const models = new TurnByTurn([() => writtenChoice({ quote: 'It is not on the page.' }), () => writtenChoice({ quote: pageTwo })]);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'succeeded' });
  expect((await getQuestion(world.ctx, asked)).evidence).toMatchObject({ page: 2, quote: pageTwo });
  const shown = models.messages.map((message) => [pageTwo, 'desert'].map((text) => message.includes(text)));
  expect(shown).toEqual([
    [false, false],
    [true, false],
  ]);
});

it('the same question again is none, and neither is one that the bank has already', async () => {
  const asked = await newQuestion();
  const { stem, options } = asked.question;
  const other = await insertQuestion(world.ctx.db, asked.course, {
    stem: 'Where does all the water rise to?',
    answer: 'the air',
    quote: rises,
  });
  const same = writtenChoice({ quote: falls, stem, options });
  const known = writtenChoice({
    quote: rises,
    stem: other.stem,
    options: ['the air', 'the sea', 'the wood'].map((text, at) => ({ text, correct: at === 0, reason: '' })),
  });
  const models = new TurnByTurn([() => same, () => known]);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'failed', errorCode: 'no_questions_accepted' });
  expect(models.verified).toEqual([]);
  expect(await getQuestion(world.ctx, asked)).toMatchObject({ stem, version: 1 });
});

it('the same stem with other distractors is another question', async () => {
  const asked = await newQuestion();
  const { stem } = asked.question;
  const options = ['rain', 'snow', 'hail'].map((text, at) => ({ text, correct: at === 0, reason: '' }));
  const models = new TurnByTurn([() => writtenChoice({ quote: falls, stem, options })], choosesRain);
  expect(await regenerate(asked, models, 'Harder distractors')).toMatchObject({ state: 'succeeded', result: { version: 2 } });
  expect((await getQuestion(world.ctx, asked)).options.map(({ text }) => text)).toEqual(['rain', 'snow', 'hail']);
});

it('the same fact may be asked for in other words: it is what is replaced', async () => {
  const asked = await newQuestion();
  const { options } = asked.question;
  const models = new TurnByTurn([() => writtenChoice({ quote: falls, stem: 'Which form has it on its way down?', options })], choosesRain);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'succeeded', result: { version: 2 } });
});

it('when nothing passes the question stays as it was; run again by a person, the job asks for others', async () => {
  const asked = await newQuestion();
  const wrong = () => writtenChoice({ quote: rises });
  const models = new TurnByTurn([wrong, wrong, wrong, wrong], (shown) => ({
    answer: [shown.options.find(({ text }) => text.startsWith('two'))?.letter ?? ''],
  }));
  const job = await regenerate(asked, models);
  expect(job).toMatchObject({ state: 'failed', errorCode: 'no_questions_accepted' });
  expect(models.calls).toBe(2);
  expect(await getQuestion(world.ctx, asked)).toMatchObject({
    stem: asked.question.stem,
    version: 1,
    verification: { model: 'some-model' },
  });
  await retryJob(world.ctx, { actor: asked.actor, id: job.id });
  const again = new TurnByTurn([() => writtenChoice({ quote: rises })]);
  const retried = await world.run(job.id, again);
  expect(again.calls).toBe(1);
  expect(retried).toMatchObject({ state: 'succeeded', result: { version: 2, rejected: [{ reason: 'verifier_disagrees', count: 2 }] } });
});

it('who edits it meanwhile keeps the edit', async () => {
  const asked = await newQuestion();
  const models = new TurnByTurn([
    async () => {
      await updateQuestion(world.ctx, { ...asked, version: 1, changes: { stem: 'What does water fall as?' } });
      return writtenChoice({ quote: rises });
    },
  ]);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'failed', errorCode: 'conflict' });
  expect(await getQuestion(world.ctx, asked)).toMatchObject({ stem: 'What does water fall as?', version: 2 });
});

it('a question that is deleted meanwhile stays deleted', async () => {
  const asked = await newQuestion();
  const models = new TurnByTurn([
    async () => {
      await deleteQuestion(world.ctx, asked);
      return writtenChoice({ quote: rises });
    },
  ]);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'failed', errorCode: 'source_deleted' });
  expect(await world.ctx.db.$count(questions, eq(questions.id, asked.id))).toBe(0);
});

it('a document that was read again since is asked about as it is read now', async () => {
  const asked = await newQuestion();
  const { db } = world.ctx;
  const { documentId } = asked.course;
  await db.insert(pages).values({ documentId, revision: 2, page: 1, text: 'Steam rises from the sea.' });
  await db.update(chunks).set({ revision: 2, text: 'Steam rises from the sea.' }).where(eq(chunks.documentId, documentId));
  await db.update(documents).set({ revision: 2 }).where(eq(documents.id, documentId));
  const models = new TurnByTurn([() => writtenChoice({ quote: 'Steam rises from the sea.' })]);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'succeeded' });
  expect((await getQuestion(world.ctx, asked)).evidence).toMatchObject({ revision: 2, quote: 'Steam rises from the sea.' });
});

it('where there is no text any more nothing is asked', async () => {
  const asked = await newQuestion();
  await world.ctx.db.delete(chunks).where(eq(chunks.documentId, asked.course.documentId));
  const models = new TurnByTurn([]);
  expect(await regenerate(asked, models)).toMatchObject({ state: 'failed', errorCode: 'source_deleted' });
  expect(models.calls).toBe(0);
});

it('of two requests at once one is done', async () => {
  const asked = await newQuestion();
  const models = new TurnByTurn([]);
  const ask = () => regenerateQuestion({ ...world.ctx, models }, asked);
  const settled = await Promise.allSettled([ask(), ask()]);
  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(settled.find((end) => end.status === 'rejected')?.reason).toMatchObject({ code: 'job_not_final' });
  expect(await world.ctx.db.$count(jobs, eq(jobs.courseId, asked.course.courseId))).toBe(1);
});
