import { questions, questionVersions } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getQuestion } from '../questions.ts';
import { createQuestionWorld, type QuestionWorld } from '../testing/question-world.ts';
import { approveQuestion, rejectQuestion } from './decide-question.ts';
import { deleteQuestion } from './delete-question.ts';
import { keepAccepted } from './keep-version.ts';
import { listQuestionVersions } from './list-versions.ts';
import { insertQuestion, pageOne } from './testing/insert-question.ts';
import { updateQuestion } from './update-question.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

async function newQuestion() {
  const actor = await world.newTeacher();
  const course = await world.newCourse(actor, { pages: [pageOne], passages: [{ from: 1, to: 1 }] });
  const { id } = await insertQuestion(world.ctx.db, course);
  await world.ctx.db.transaction((tx) => keepAccepted(tx, [id]));
  return { actor, id, course };
}

it('every version is kept with what made it, newest first, each as it was', async () => {
  const { actor, id } = await newQuestion();
  await updateQuestion(world.ctx, { actor, id, version: 1, changes: { stem: 'What does water fall as?' } });
  await rejectQuestion(world.ctx, { actor, id, reason: 'Everybody knows that' });
  const now = await approveQuestion(world.ctx, { actor, id });
  const versions = await listQuestionVersions(world.ctx, { actor, id });
  expect(versions.map(({ version, change, note, changedBy }) => ({ version, change, note, changedBy }))).toEqual([
    { version: 4, change: 'approved', note: null, changedBy: actor.userId },
    { version: 3, change: 'rejected', note: 'Everybody knows that', changedBy: actor.userId },
    { version: 2, change: 'edited', note: null, changedBy: actor.userId },
    { version: 1, change: 'accepted', note: null, changedBy: null },
  ]);
  expect(versions.map(({ question }) => [question.version, question.state, question.stem])).toEqual([
    [4, 'approved', 'What does water fall as?'],
    [3, 'rejected', 'What does water fall as?'],
    [2, 'draft', 'What does water fall as?'],
    [1, 'draft', 'As what does water fall?'],
  ]);
  expect(versions[0]?.question).toEqual(now);
  expect(await getQuestion(world.ctx, { actor, id })).toEqual(now);
});

it('to approve what is approved, or to reject for the same reason again, changes nothing', async () => {
  const { actor, id } = await newQuestion();
  const approved = await approveQuestion(world.ctx, { actor, id });
  expect(await approveQuestion(world.ctx, { actor, id })).toEqual(approved);
  const rejected = await rejectQuestion(world.ctx, { actor, id, reason: 'Unclear' });
  expect(rejected).toMatchObject({ state: 'rejected', reviewNote: 'Unclear', version: 3 });
  expect(await rejectQuestion(world.ctx, { actor, id, reason: 'Unclear' })).toEqual(rejected);
  expect(await rejectQuestion(world.ctx, { actor, id, reason: 'Wrong' })).toMatchObject({ reviewNote: 'Wrong', version: 4 });
});

it('nobody decides on a version that is not the one they have seen', async () => {
  const { actor, id } = await newQuestion();
  await updateQuestion(world.ctx, { actor, id, version: 1, changes: { topic: 'rain' } });
  await expect(approveQuestion(world.ctx, { actor, id, version: 1 })).rejects.toMatchObject({ code: 'conflict' });
  await expect(rejectQuestion(world.ctx, { actor, id, version: 1, reason: 'No' })).rejects.toMatchObject({ code: 'conflict' });
  expect(await approveQuestion(world.ctx, { actor, id, version: 2 })).toMatchObject({ state: 'approved' });
});

it('a deleted question is gone with all its versions', async () => {
  const { actor, id } = await newQuestion();
  await deleteQuestion(world.ctx, { actor, id });
  await expect(getQuestion(world.ctx, { actor, id })).rejects.toMatchObject({ code: 'not_found' });
  await expect(deleteQuestion(world.ctx, { actor, id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await world.ctx.db.$count(questionVersions, eq(questionVersions.questionId, id))).toBe(0);
});

it('candidates are no questions yet: nobody can decide on one, and no version of it is kept', async () => {
  const { actor, course } = await newQuestion();
  const { id } = await insertQuestion(world.ctx.db, course, { state: 'candidate' });
  await world.ctx.db.transaction((tx) => keepAccepted(tx, [id]));
  expect(await world.ctx.db.$count(questionVersions, eq(questionVersions.questionId, id))).toBe(0);
  await expect(approveQuestion(world.ctx, { actor, id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await world.ctx.db.$count(questions, eq(questions.id, id))).toBe(1);
});
