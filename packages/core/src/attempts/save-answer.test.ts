import { AppError, limits } from '@lectern/contract';
import type { AskedContent } from '@lectern/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { getAttempt } from './get-attempt.ts';
import { getAttemptQuestion } from './get-attempt-question.ts';
import { saveAnswer } from './save-answer.ts';
import { askedContent } from './testing/asked-content.ts';
import { createSittingWorld, type SittingWorld } from './testing/sitting-world.ts';

let world: SittingWorld;
let student: Actor;
beforeAll(async () => {
  world = await createSittingWorld();
  student = await world.newStudent();
});
afterAll(() => world.close());

type Given = Parameters<typeof saveAnswer>[1];

/** One question that is sat, and a way to answer it. */
async function sitOne(content: AskedContent) {
  const { id, questionIds } = await world.sit(student, [content]);
  const [questionId = ''] = questionIds;
  const save = (given: Partial<Given>) =>
    saveAnswer(world.ctx, { actor: student, attemptId: id, questionId, answer: null, answerVersion: 0, ...given });
  const read = async () => (await getAttemptQuestion(world.ctx, { actor: student, id, n: 1 })).question;
  return { id, questionId, save, read };
}

describe('an answer that fits its question is kept and shown again', () => {
  it.each([
    ['a choice by the id that it is shown with', askedContent.single, 'c', 'c', { chosen: [0] }],
    ['a choice as a list of one', askedContent.single, ['a'], 'a', { chosen: [2] }],
    ['several choices in any order', askedContent.multiple, ['c', 'a', 'c'], ['a', 'c'], { chosen: [0, 2] }],
    ['one of several', askedContent.multiple, 'b', ['b'], { chosen: [1] }],
    ['true or false', askedContent.truth, 'b', 'b', { chosen: [0] }],
    ['a gap', askedContent.cloze, ' rain ', ' rain ', { text: ' rain ' }],
    ['a sentence', askedContent.short, 'As rain.', 'As rain.', { text: 'As rain.' }],
    ['a program', askedContent.coding, '\n\treturn 1;', '\n\treturn 1;', { text: '\n\treturn 1;' }],
    ['a longest one', askedContent.short, 'x'.repeat(limits.answerChars), 'x'.repeat(limits.answerChars), { text: expect.anything() }],
  ])('%s', async (_, content, answer, shown, kept) => {
    const { id, save, read } = await sitOne(content);
    expect(await save({ answer })).toEqual({ answerVersion: 1, answered: 1, total: 1 });
    expect(await read()).toMatchObject({ answer: shown, answerVersion: 1 });
    expect((await world.readAnswers(id))[0]?.answer.answer).toEqual(kept);
  });
});

describe('an answer that does not fit is refused with its field', () => {
  const choices = { path: 'answer', message: expect.stringContaining('a, b, c') };
  it.each([
    ['an option that there is not', askedContent.single, 'd', choices],
    ['text instead of a choice', askedContent.multiple, ['Rain'], choices],
    ['the place of an option', askedContent.single, '0', choices],
    ['two choices where one is asked for', askedContent.single, ['a', 'b'], { path: 'answer' }],
    ['true and false', askedContent.truth, ['a', 'b'], { path: 'answer' }],
    ['a list where text is asked for', askedContent.cloze, ['rain'], { path: 'answer' }],
  ])('%s', async (_, content, answer, field) => {
    const { id, save } = await sitOne(content);
    await expect(save({ answer })).rejects.toMatchObject({ code: 'invalid_request', fields: [field] });
    expect((await world.readAnswers(id))[0]?.answer).toMatchObject({ answer: null, answerVersion: 0 });
  });

  it.each([['answer'], ['reasoning']])('a too long %s', async (field) => {
    const { save } = await sitOne(field === 'answer' ? askedContent.short : askedContent.reasoned);
    const tooLong = 'x'.repeat(limits.answerChars + 1);
    await expect(save({ [field]: tooLong })).rejects.toMatchObject({ code: 'answer_too_long' });
  });
});

it.each([
  ['null', null],
  ['an empty list', []],
  ['white space', ' \n'],
  ['what nobody sees', '\u200b'],
])('%s takes an answer back', async (_, nothing) => {
  const isList = Array.isArray(nothing);
  const { save, read } = await sitOne(isList ? askedContent.multiple : askedContent.short);
  expect(await save({ answer: isList ? ['a'] : 'As rain.' })).toMatchObject({ answered: 1 });
  expect(await save({ answer: nothing, answerVersion: 1 })).toMatchObject({ answerVersion: 2, answered: 0 });
  expect(await read()).toMatchObject({ answer: null, answerVersion: 2 });
});

it('reasoning stays when it is left out, goes with null, and is refused where none is asked for', async () => {
  const { save, read } = await sitOne(askedContent.reasoned);
  await save({ answer: 'b', reasoning: 'Because.' });
  await save({ answer: 'a', answerVersion: 1 });
  expect(await read()).toMatchObject({ answer: 'a', reasoning: 'Because.', asksReasoning: true });
  await save({ answer: 'a', reasoning: null, answerVersion: 2 });
  expect(await read()).toMatchObject({ answer: 'a', reasoning: null });
  const other = await sitOne(askedContent.single);
  await expect(other.save({ answer: 'a', reasoning: 'Because.' })).rejects.toMatchObject({
    code: 'invalid_request',
    fields: [{ path: 'reasoning' }],
  });
  expect(await other.save({ answer: 'a', reasoning: null })).toMatchObject({ answerVersion: 1 });
});

it('a request that is sent again answers as the first did, and changes nothing', async () => {
  const { id, questionIds } = await world.sit(student, [askedContent.multiple, askedContent.short]);
  const save = () =>
    saveAnswer(world.ctx, { actor: student, attemptId: id, questionId: questionIds[0] ?? '', answer: ['b', 'a'], answerVersion: 0 });
  const first = await save();
  expect(first).toMatchObject({ answerVersion: 1, answered: 1, total: 2, next: { index: 2, question: { id: questionIds[1] } } });
  expect(await save()).toEqual(first);
  const atOnce = await Promise.all([save(), save(), save()]);
  expect(atOnce).toEqual([first, first, first]);
});

it('of two windows at once one wins, and the other is shown what is saved', async () => {
  const { save, read } = await sitOne(askedContent.multiple);
  const results = await Promise.allSettled([save({ answer: ['a'] }), save({ answer: ['b', 'c'] })]);
  const [won] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [lost] = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const { answer } = await read();
  expect(won).toMatchObject({ answerVersion: 1 });
  expect(lost).toMatchObject({ code: 'stale_answer', current: { answer, reasoning: null, answer_version: 1 } });
});

it.each([[0], [2], [7]])('an answer to version %i of one that stands at 1 is stale', async (answerVersion) => {
  const { save } = await sitOne(askedContent.reasoned);
  await save({ answer: 'a', reasoning: 'Because.' });
  const current = { answer: 'a', reasoning: 'Because.', answer_version: 1 };
  await expect(save({ answer: 'b', answerVersion })).rejects.toMatchObject({ code: 'stale_answer', current });
});

it('an answer is taken within ten seconds of the deadline, and not later', async () => {
  const { id, save } = await sitOne(askedContent.cloze);
  await world.passDeadline(id, 5);
  expect(await save({ answer: 'rain' })).toMatchObject({ answerVersion: 1 });
  await world.passDeadline(id, 11);
  await expect(save({ answer: 'snow', answerVersion: 1 })).rejects.toMatchObject({ code: 'attempt_over' });
  expect(await world.readAttempt(id)).toMatchObject({ state: 'submitted', endedBy: 'deadline' });
  expect(await world.readAnswers(id)).toMatchObject([{ answer: { answer: { text: 'rain' } }, grade: { earned: 1, possible: 1 } }]);
});

it('a question of another attempt is not in this one', async () => {
  const { save } = await sitOne(askedContent.cloze);
  const other = await sitOne(askedContent.cloze);
  await expect(save({ questionId: other.questionId, answer: 'rain' })).rejects.toMatchObject({ code: 'question_not_in_attempt' });
});

it('nobody answers for somebody else, not even the teacher', async () => {
  const { id, save } = await sitOne(askedContent.cloze);
  const operator: Actor = { userId: student.userId.replace(/^./u, 'f'), role: 'operator' };
  for (const actor of [await world.newStudent(), world.teacher, operator]) {
    await expect(save({ actor, answer: 'rain' })).rejects.toBeInstanceOf(AppError);
    await expect(save({ actor, answer: 'rain' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(getAttemptQuestion(world.ctx, { actor, id, n: 1 })).rejects.toMatchObject({ code: 'not_found' });
  }
});

it('the attempt goes on at the question that was shown last', async () => {
  const { id, questionIds } = await world.sit(student, [askedContent.cloze, askedContent.short, askedContent.single]);
  const where = async () => (await getAttempt(world.ctx, { actor: student, id })).index;
  const save = (n: number) =>
    saveAnswer(world.ctx, { actor: student, attemptId: id, questionId: questionIds[n - 1] ?? '', answer: null, answerVersion: 0 });
  expect(await where()).toBe(1);
  await save(1);
  expect(await where()).toBe(2);
  await getAttemptQuestion(world.ctx, { actor: student, id, n: 1 });
  expect(await where()).toBe(1);
  await save(3);
  expect(await where()).toBe(3);
  await expect(getAttemptQuestion(world.ctx, { actor: student, id, n: 4 })).rejects.toMatchObject({ code: 'not_found' });
});
