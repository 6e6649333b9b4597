import { taskCatalog } from '@lectern/contract';
import { questions, questionVersions, tasks } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { and, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retryJob } from '../jobs/retry-job.ts';
import { lockBank } from './compare-with-bank.ts';
import { readCandidates, takeIn } from './take-in.ts';
import { createQuestionWorld, type QuestionWorld } from './testing/question-world.ts';
import { ScriptedModels, writtenChoice } from './testing/scripted-models.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

const sentences = ['The water rises into the air.', 'Then it falls as rain.', 'Rivers carry it to the sea.', 'There it is warm again.'];
const trueFalse = { type: 'true_false' as const, options: ['True', 'False'].map((text, at) => ({ text, correct: at === 0, reason: '' })) };

async function newCourse() {
  const actor = await world.newTeacher();
  const course = await world.newCourse(actor, { pages: [sentences.join(' ')], passages: [{ from: 1, to: 1 }] });
  return { actor, ...course };
}

const choices = () => sentences.map((quote) => writtenChoice({ quote }));

it('what a second call answers otherwise stays out, with what it found instead', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 3, verify: true });
  const [wrong, twofold, unanswerable, right] = choices();
  const models = new ScriptedModels(
    () => [wrong, twofold, unanswerable, right].flatMap((choice) => choice ?? []),
    ({ stem, options }) => {
      const [first, second] = options.map(({ letter }) => letter);
      const other = options.find(({ text }) => text.startsWith('two'))?.letter ?? '';
      if (stem === wrong?.stem) return { answer: [other], defensible: [other] };
      if (stem === twofold?.stem) return { defensible: [first ?? '', second ?? ''], problem: 'several_answers' };
      return stem === unanswerable?.stem ? { answer: [], defensible: [], problem: 'no_answer' } : {};
    },
  );
  const job = await world.run(jobId, models);
  expect(job).toMatchObject({ state: 'succeeded', result: { accepted: 1, shortfall: { missing: 2, reason: 'text_exhausted' } } });
  // Later rounds write the same again.
  const written = new Map((await world.questionsOf(jobId)).toReversed().map((question) => [question.stem, question]));
  expect(written.get(right?.stem ?? '')).toMatchObject({ state: 'draft', verification: 'verified', verifiedBy: 'scripted-chat' });
  expect(written.get(wrong?.stem ?? '')).toMatchObject({ state: 'discarded', discardReason: 'verifier_disagrees' });
  expect(written.get(wrong?.stem ?? '')?.discardNote).toContain('two');
  expect(written.get(twofold?.stem ?? '')).toMatchObject({ discardReason: 'several_answers' });
  expect(written.get(unanswerable?.stem ?? '')).toMatchObject({ discardReason: 'not_answerable' });
});

it('a second call sees passage, stem and options, and nothing that tells the key', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 4, verify: true });
  const written = choices().map((choice) => ({
    ...choice,
    explanation: 'EXPLAINED',
    options: choice.options.map((option) => ({ ...option, reason: 'REASONED' })),
  }));
  const models = new ScriptedModels(() => written);
  await world.run(jobId, models);
  const [message = ''] = models.verified;
  expect(message).toContain(sentences[0]);
  for (const { stem } of written) expect(message).toContain(stem);
  expect(message).not.toMatch(/EXPLAINED|REASONED|correct/u);
  // The key of each is its first option, as models write them; in the message it stands anywhere.
  const firstOptions = [...message.matchAll(/^A\) (\w+)/gmu)].map(([, word]) => word);
  expect(new Set(firstOptions).size).toBeGreaterThan(1);
});

it('without verification questions enter the bank by the checks of the code, and say so', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 2 });
  const models = new ScriptedModels(choices);
  await world.run(jobId, models);
  expect(models.verified).toEqual([]);
  const accepted = (await world.questionsOf(jobId)).filter(({ state }) => state === 'draft');
  expect(accepted.map(({ verification, verifiedBy }) => ({ verification, verifiedBy }))).toEqual(
    accepted.map(() => ({ verification: 'code_checked', verifiedBy: null })),
  );
});

it('what enters the bank has its first version kept', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 1 });
  await world.run(jobId, new ScriptedModels(choices));
  const question = (await world.questionsOf(jobId)).find(({ state }) => state === 'draft');
  const versions = await world.ctx.db
    .select()
    .from(questionVersions)
    .where(eq(questionVersions.questionId, question?.id ?? ''));
  expect(versions).toMatchObject([{ version: 1, change: 'accepted', changedBy: null, content: { stem: question?.stem } }]);
});

it('another round asks for the type that is missing, and no type takes the room of another', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 4, types: ['single_choice', 'true_false'] });
  const statements = sentences.slice(0, 2).map((quote) => writtenChoice({ quote, ...trueFalse }));
  const written = choices();
  const models: ScriptedModels = new ScriptedModels(() => (models.calls === 1 ? written : statements));
  const job = await world.run(jobId, models);
  expect(job).toMatchObject({ state: 'succeeded', result: { accepted: 4, rejected: [{ reason: 'surplus', count: 2 }] } });
  const accepted = (await world.questionsOf(jobId)).filter(({ state }) => state === 'draft');
  expect(accepted.map(({ type }) => type).toSorted()).toEqual(['single_choice', 'single_choice', 'true_false', 'true_false']);
});

it('what is turned down is replaced twice at most, and the result says what for', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 2 });
  const models = new ScriptedModels(() => [writtenChoice({ quote: 'This stands on no page at all.' })]);
  const job = await world.run(jobId, models);
  expect(models.calls).toBe(3);
  expect(job).toMatchObject({ state: 'failed', errorCode: 'no_questions_accepted' });
});

it('two jobs of a course that write the same questions at once bring them in once', async () => {
  const { actor, courseId } = await newCourse();
  const jobIds = [await world.generate(actor, { courseId, count: 4 }), await world.generate(actor, { courseId, count: 4 })];
  const same = choices();
  // Both have compared with an empty bank when the first may accept.
  const gate = Promise.withResolvers<void>();
  const holding = world.ctx.db.transaction(async (tx) => {
    await lockBank(tx, courseId);
    await gate.promise;
  });
  const running = Promise.all(jobIds.map((jobId) => world.run(jobId, new ScriptedModels(() => same))));
  await waitFor(async () => (await world.waitingForLocks()) === 2);
  gate.resolve();
  await holding;
  await running;
  const bank = await world.ctx.db.select().from(questions).where(eq(questions.courseId, courseId));
  expect(bank.filter(({ state }) => state === 'draft')).toHaveLength(sentences.length);
  expect(new Set(bank.filter(({ state }) => state === 'discarded').map(({ discardReason }) => discardReason))).toEqual(
    new Set(['duplicate']),
  );
});

it('keys go where those of the bank stand least often', async () => {
  const { actor, courseId } = await newCourse();
  const places: number[] = [];
  for (const quote of sentences) {
    const jobId = await world.generate(actor, { courseId, count: 1 });
    await world.run(jobId, new ScriptedModels(() => [writtenChoice({ quote })]));
    const [question] = await world.questionsOf(jobId);
    places.push(question?.options.findIndex((option) => option.correct) ?? -1);
  }
  expect(places.toSorted()).toEqual([0, 1, 2, 3]);
});

it('a set is filled up with more of one type rather than left short', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 4, types: ['single_choice', 'true_false'], verify: true });
  const written = choices();
  const job = await world.run(jobId, new ScriptedModels(() => written));
  expect(job).toMatchObject({ state: 'succeeded', result: { accepted: 4 } });
  const accepted = (await world.questionsOf(jobId)).filter(({ state }) => state === 'draft');
  expect(accepted.map(({ type, verifiedBy, discardReason }) => ({ type, verifiedBy, discardReason }))).toEqual(
    accepted.map(() => ({ type: 'single_choice', verifiedBy: 'scripted-chat', discardReason: null })),
  );
});

it('what is in the bank stays there when another task had the same candidates', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 2 });
  await world.run(jobId, new ScriptedModels(choices));
  const before = await world.questionsOf(jobId);
  const [batch] = await world.ctx.db
    .select({ payload: tasks.payload })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'questions.verify')));
  const { questionIds } = taskCatalog['questions.verify'].payload.parse(batch?.payload);
  // As that task had read them before the first one settled them.
  await world.ctx.db.update(questions).set({ state: 'candidate' }).where(inArray(questions.id, questionIds));
  const passed = await readCandidates(world.ctx.db, { questionIds });
  for (const { id, state } of before) await world.ctx.db.update(questions).set({ state }).where(eq(questions.id, id));
  const compared = { duplicates: new Set(questionIds), seen: new Set<string>() };
  await world.ctx.db.transaction((tx) => takeIn(tx, { jobId, passed, compared }));
  expect((await world.questionsOf(jobId)).map(({ id, state }) => [id, state])).toEqual(before.map(({ id, state }) => [id, state]));
});

it('a complete set ends without waiting for other calls, and run again it makes none', async () => {
  const actor = await world.newTeacher();
  const pages = Array.from({ length: 60 }, (_, at) => `Fact number${at} is that thing${at} holds matter${at}.`);
  const { courseId } = await world.newCourse(actor, { pages, passages: pages.map((_, at) => ({ from: at + 1, to: at + 1 })) });
  const jobId = await world.generate(actor, { courseId, count: 20, verify: true });
  // Each call gives twice what it was asked for.
  let next = 0;
  const models = new ScriptedModels(() => Array.from({ length: 10 }, () => writtenChoice({ quote: pages[next++ % pages.length] ?? '' })));
  const job = await world.run(jobId, models);
  expect(job).toMatchObject({
    state: 'succeeded',
    progress: 100,
    result: { accepted: 20, types: [{ type: 'single_choice', requested: 20, accepted: 20 }] },
  });
  const calls = models.calls + models.verified.length;
  await retryJob(world.ctx, { actor, id: jobId });
  expect(await world.run(jobId, models)).toMatchObject({ state: 'succeeded', run: 2, result: { accepted: 20 } });
  expect(models.calls + models.verified.length).toBe(calls);
});

it('an answer that speaks of none of the questions verifies nothing', async () => {
  const { actor, courseId } = await newCourse();
  const jobId = await world.generate(actor, { courseId, count: 2, verify: true });
  const job = await world.run(jobId, new ScriptedModels(choices, () => ({ question: 'another' })));
  expect(job).toMatchObject({ state: 'failed', errorCode: 'model_unusable_output' });
  expect((await world.questionsOf(jobId)).map(({ state }) => state)).not.toContain('draft');
});
