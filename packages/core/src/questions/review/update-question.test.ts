import type { FieldError, QuestionType } from '@lectern/contract';
import { AppError } from '@lectern/contract';
import { questions, questionVersions } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QuestionRow } from '../question-view.ts';
import { createQuestionWorld, type QuestionWorld } from '../testing/question-world.ts';
import { rejectQuestion } from './decide-question.ts';
import { listQuestionVersions } from './list-versions.ts';
import { insertQuestion, pageOne, pageTwo } from './testing/insert-question.ts';
import { updateQuestion } from './update-question.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

async function newQuestion(over: Partial<QuestionRow> = {}) {
  const actor = await world.newTeacher();
  const course = await world.newCourse(actor, { pages: [pageOne, pageTwo], passages: [{ from: 1, to: 2 }] });
  return { actor, ...(await insertQuestion(world.ctx.db, course, over)) };
}

type Changes = Parameters<typeof updateQuestion>[1]['changes'];

async function fieldsOf(question: Awaited<ReturnType<typeof newQuestion>>, changes: Changes): Promise<readonly FieldError[]> {
  const { actor, id, version } = question;
  const refused: unknown = await updateQuestion(world.ctx, { actor, id, version, changes }).catch((error: unknown) => error);
  if (!(refused instanceof AppError)) throw new Error('it was not refused');
  expect(refused.code).toBe('invalid_request');
  return refused.fields;
}

async function rowOf(id: string) {
  const [row] = await world.ctx.db.select().from(questions).where(eq(questions.id, id));
  return row;
}

const option = (text: string, correct = false) => ({ text, correct, reason: '' });

it('a changed choice has the key that its options say, is nobody’s verified question any more, and its vector is gone', async () => {
  const { actor, id } = await newQuestion();
  const options = [option('rain'), option('snow', true), option('dust')];
  const edited = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { options } });
  expect(edited).toMatchObject({ version: 2, answer: 'snow', state: 'draft', verification: { state: 'edited', model: null } });
  expect(await rowOf(id)).toMatchObject({ vector: null, embeddingModel: null });
});

it('what was not verified can be changed and leaves the question verified, with its vector', async () => {
  const { actor, id } = await newQuestion();
  const edited = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { topic: 'rain', difficulty: 'hard' } });
  expect(edited).toMatchObject({ version: 2, topic: 'rain', difficulty: 'hard', verification: { state: 'verified', model: 'some-model' } });
  expect(await rowOf(id)).toMatchObject({ vector: [1, 0] });
});

it('what changes nothing makes no version', async () => {
  const { actor, id, stem, options, answer } = await newQuestion();
  const same = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { stem, options, answer } });
  expect(same.version).toBe(1);
});

it('of two who change the same version at once one wins, and the other is told', async () => {
  const { actor, id } = await newQuestion();
  const change = (stem: string) => updateQuestion(world.ctx, { actor, id, version: 1, changes: { stem } });
  const settled = await Promise.allSettled([change('One?'), change('Two?')]);
  expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(settled.find((end) => end.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
  expect((await rowOf(id))?.version).toBe(2);
});

it('an approved question stays approved; a rejected one is to be decided on anew', async () => {
  const approved = await newQuestion({ state: 'approved' });
  const changes = { stem: 'What does water fall as?' };
  expect(await updateQuestion(world.ctx, { ...approved, changes })).toMatchObject({ state: 'approved' });
  const draft = await newQuestion();
  await rejectQuestion(world.ctx, { ...draft, reason: 'Too easy' });
  expect(await updateQuestion(world.ctx, { ...draft, version: 2, changes })).toMatchObject({
    state: 'draft',
    reviewNote: null,
    version: 3,
  });
  const versions = await listQuestionVersions(world.ctx, draft);
  expect(versions.map(({ change, question }) => [change, question.state, question.reviewNote])).toEqual([
    ['edited', 'draft', null],
    ['rejected', 'rejected', 'Too easy'],
  ]);
});

describe('evidence', () => {
  it('is stored as the page has it, of the revision that the question cites', async () => {
    const { actor, id } = await newQuestion();
    const evidence = { page: 1, quote: 'The water rises into the air.' };
    const edited = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { evidence } });
    expect(edited.evidence).toMatchObject({ page: 1, revision: 1, quote: 'The water rises into the\nair.' });
    expect(edited.verification.state).toBe('edited');
  });

  it('that does not stand on its page is refused by its field', async () => {
    const question = await newQuestion();
    const quote = 'Then it falls as rain.';
    expect(await fieldsOf(question, { evidence: { page: 2, quote } })).toMatchObject([{ path: 'evidence.quote' }]);
    expect(await fieldsOf(question, { evidence: { page: 3, quote } })).toMatchObject([{ path: 'evidence.page' }]);
    expect(await rowOf(question.id)).toMatchObject({ version: 1 });
  });
});

it('a corrected key of a cloze counts, the wrong one does so no longer', async () => {
  const cloze = { type: 'cloze' as const, stem: 'Water falls as ____.', options: [], answer: 'dust', accepted: ['dust', 'rain drops'] };
  const { actor, id } = await newQuestion(cloze);
  const edited = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { answer: 'rain' } });
  expect(edited).toMatchObject({ answer: 'rain', accepted: ['rain', 'rain drops'] });
});

it('a choice can ask for the reasoning beside it: what that is graded by is kept with each version, and the key stays verified', async () => {
  const { actor, id } = await newQuestion();
  const asked = [{ criterion: 'Says that vapour cools', points: 2 }];
  const edited = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { reasoning_rubric: asked } });
  expect(edited).toMatchObject({ version: 2, reasoningRubric: asked, verification: { state: 'verified' } });
  const none = await updateQuestion(world.ctx, { actor, id, version: 2, changes: { reasoning_rubric: [] } });
  expect(none).toMatchObject({ version: 3, reasoningRubric: [] });
  const versions = await listQuestionVersions(world.ctx, { actor, id });
  expect(versions.map(({ question }) => [question.version, question.reasoningRubric])).toEqual([
    [3, []],
    [2, asked],
  ]);
});

it('a version from before there was such a thing asks for no reasoning', async () => {
  const { actor, id } = await newQuestion();
  await updateQuestion(world.ctx, { actor, id, version: 1, changes: { reasoning_rubric: [{ criterion: 'Names rain', points: 1 }] } });
  await world.ctx.db
    .update(questionVersions)
    .set({ content: sql`${questionVersions.content} - 'reasoningRubric'` })
    .where(eq(questionVersions.questionId, id));
  const [version] = await listQuestionVersions(world.ctx, { actor, id });
  expect(version?.question).toMatchObject({ version: 2, reasoningRubric: [] });
});

it('another rubric is another version', async () => {
  const { actor, id } = await newQuestion(short);
  const criteria = [{ criterion: 'Names rain or snow', points: 3 }];
  const edited = await updateQuestion(world.ctx, { actor, id, version: 1, changes: { rubric: criteria } });
  expect(edited).toMatchObject({ version: 2, rubric: criteria, verification: { state: 'edited' } });
});

const cloze = { type: 'cloze' as const, stem: 'Water falls as ____.', options: [], answer: 'rain', accepted: ['rain'] };
const rubric = [{ criterion: 'Names rain', points: 1 }];
const short = { type: 'short_answer' as const, options: [], answer: 'It rains.', rubric };

it.each<[string, Partial<QuestionRow> & { type: QuestionType }, Changes, string[]]>([
  ['two keys of a single choice', { type: 'single_choice' }, { options: [option('a', true), option('b', true), option('c')] }, ['options']],
  ['too few options', { type: 'single_choice' }, { options: [option('a', true), option('b')] }, ['options']],
  ['the same option twice', { type: 'single_choice' }, { options: [option('a', true), option('b'), option('B ')] }, ['options.2.text']],
  ['a key that the options do not say', { type: 'single_choice' }, { answer: 'dust' }, ['answer']],
  ['a rubric of a choice', { type: 'single_choice' }, { rubric }, ['rubric']],
  ['one key of a multiple choice', { type: 'multiple_choice' }, { options: [option('a', true), option('b'), option('c')] }, ['options']],
  ['nothing but keys', { type: 'multiple_choice' }, { options: ['a', 'b', 'c'].map((text) => option(text, true)) }, ['options']],
  ['other words than True and False', { type: 'true_false' }, { options: [option('Yes', true), option('No')] }, ['options']],
  ['a cloze without a gap', cloze, { stem: 'Water falls.' }, ['stem']],
  ['a cloze with two gaps', cloze, { stem: '____ falls as ____.' }, ['stem']],
  ['options of a cloze', cloze, { options: [option('a', true)] }, ['options']],
  ['a short answer without criteria', short, { rubric: [] }, ['rubric']],
  ['a program without criteria', { ...short, type: 'coding' }, { rubric: [] }, ['rubric']],
  ['reasoning beside a cloze', cloze, { reasoning_rubric: rubric }, ['reasoning_rubric']],
  ['reasoning beside a short answer', short, { reasoning_rubric: rubric }, ['reasoning_rubric']],
  ['a starter and spellings of a short answer', short, { starter: 'x =', accepted: ['rain'] }, ['accepted', 'starter']],
])('%s is refused by its field', async (_name, over, changes, paths) => {
  const fields = await fieldsOf(await newQuestion(over), changes);
  expect(fields.map(({ path }) => path)).toEqual(paths);
});
