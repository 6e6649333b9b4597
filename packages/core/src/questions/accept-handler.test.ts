import { questions } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockBank } from './compare-with-bank.ts';
import { generateQuestions } from './generate-questions.ts';
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

it('another round asks for the type that is missing, and no type takes the room of another', async () => {
  const { actor, courseId } = await newCourse();
  const { jobId } = await generateQuestions(world.ctx, { actor, courseId, count: 4, types: ['single_choice', 'true_false'] });
  const choices = sentences.map((quote) => writtenChoice({ quote }));
  const statements = sentences.slice(0, 2).map((quote) => writtenChoice({ quote, ...trueFalse }));
  const models: ScriptedModels = new ScriptedModels(() => (models.calls === 1 ? choices : statements));
  const job = await world.run(jobId, models);
  expect(job).toMatchObject({ state: 'succeeded', result: { accepted: 4, rejected: [{ reason: 'surplus', count: 2 }] } });
  const accepted = (await world.questionsOf(jobId)).filter(({ state }) => state === 'draft');
  expect(accepted.map(({ type }) => type).toSorted()).toEqual(['single_choice', 'single_choice', 'true_false', 'true_false']);
});

it('two jobs of a course that write the same questions at once bring them in once', async () => {
  const { actor, courseId } = await newCourse();
  const generate = () => generateQuestions(world.ctx, { actor, courseId, count: 4, types: ['single_choice'] });
  const jobIds = [await generate(), await generate()].map(({ jobId }) => jobId);
  const same = sentences.map((quote) => writtenChoice({ quote }));
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
    const { jobId } = await generateQuestions(world.ctx, { actor, courseId, count: 1, types: ['single_choice'] });
    await world.run(jobId, new ScriptedModels(() => [writtenChoice({ quote })]));
    const [question] = await world.questionsOf(jobId);
    places.push(question?.options.findIndex((option) => option.correct) ?? -1);
  }
  expect(places.toSorted()).toEqual([0, 1, 2, 3]);
});
