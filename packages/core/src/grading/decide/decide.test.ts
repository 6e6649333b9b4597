import { answers, auditEntries, grades } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choice, createGradedWorld, free, type GradedWorld, type SatTest } from '../../tests/results/testing/graded-world.ts';
import { getTestResults } from '../../tests/results/get-test-results.ts';
import { createEvaluation } from '../evaluations/create-evaluation.ts';
import { getEvaluation } from '../evaluations/get-evaluation.ts';
import { GradingModels } from '../testing/grading-models.ts';
import { confirmGrade } from './confirm-grade.ts';
import { confirmTestGrades } from './confirm-test-grades.ts';
import { overrideGrade } from './override-grade.ts';

let world: GradedWorld;
beforeAll(async () => {
  world = await createGradedWorld();
});
afterAll(() => world.close());

const builtIn = () => Object.assign(new GradingModels(), { builtIn: true });
const scoresOf = async ({ actor, id }: SatTest) =>
  (await getTestResults(world.ctx, { actor, id, limit: 50 })).items.map(({ score, questions }) => [score, questions[0]?.state]);
const override = (test: Pick<SatTest, 'actor'>, id: string, over: Partial<Parameters<typeof overrideGrade>[1]>) =>
  overrideGrade(world.ctx, { actor: test.actor, id, reason: 'It says enough', ...over });

describe('overrideGrade', () => {
  it('counts for all answers that are the same, later ones too, and the old grade stays as it was', async () => {
    const test = await world.newTest([free]);
    const first = await test.sit(['It is rain']);
    await test.sit(['It  is rain']);
    await test.sit(['A cloud']);
    const old = await test.gradeOf(first, 0);
    const { grade, answers: moved } = await override(test, old.id, { met: [true, true], feedback: 'Well said.' });
    expect(moved).toBe(2);
    expect(grade).toMatchObject({
      source: 'teacher',
      earned: 4,
      possible: 4,
      reason: 'It says enough',
      feedback: 'Well said.',
      shared: true,
    });
    expect(grade.criteria.map(({ met, why, certainty }) => [met, why, certainty])).toEqual([
      [true, 'It says rain.', 1],
      [true, '', 1],
    ]);
    // No call is made for the same answer.
    await test.sit(['It is rain'], { models: new GradingModels(() => []) });
    expect(await scoresOf(test)).toEqual([
      [1, 'final'],
      [1, 'final'],
      [0.25, 'final'],
      [1, 'final'],
    ]);
    expect(await world.ctx.db.select().from(grades).where(eq(grades.id, old.id))).toEqual([old]);
    const entries = await world.ctx.db.select().from(auditEntries).where(eq(auditEntries.subjectId, grade.id));
    expect(entries).toMatchObject([{ action: 'grade.overridden', detail: { supersedes: old.id, answers: 2, tests: 1, shared: true } }]);
  });

  it('of one attempt leaves others as they are, later ones too', async () => {
    const test = await world.newTest([free]);
    const first = await test.sit(['It is rain']);
    await test.sit(['It is rain']);
    const old = await test.gradeOf(first, 0);
    const { grade, answers: moved } = await override(test, old.id, { earned: 0, attemptId: first });
    expect([moved, grade.shared, grade.earned, grade.criteria]).toEqual([1, false, 0, []]);
    // Said once more without the attempt, it is still about this one.
    expect((await override(test, grade.id, { earned: 1 })).grade.shared).toBe(false);
    await test.sit(['It is rain']);
    expect((await scoresOf(test)).map(([score]) => score)).toEqual([0.25, 0.75, 0.75]);
  });

  it('leaves nothing of what the model has told the student, unless it earns the same', async () => {
    const test = await world.newTest([free]);
    const old = await test.gradeOf(await test.sit(['It is rain']), 0);
    expect(old.feedback).not.toBe('');
    const { grade } = await override(test, old.id, { earned: old.earned });
    expect(grade.feedback).toBe(old.feedback);
    expect((await override(test, grade.id, { earned: 1 })).grade.feedback).toBe('');
  });

  it('also decides on a choice and on a blank answer', async () => {
    const test = await world.newTest([choice, free]);
    const attempt = await test.sit([[1], ' ']);
    await override(test, (await test.gradeOf(attempt, 0)).id, { earned: 1 });
    await override(test, (await test.gradeOf(attempt, 1)).id, { earned: 2, attemptId: attempt });
    expect(await scoresOf(test)).toEqual([[1.5, 'final']]);
  });

  it('of a blank answer wants to know whose, and leaves those of others, later ones too', async () => {
    const test = await world.newTest([free]);
    const [ann] = [await test.sit([' ']), await test.sit([null])];
    const { id } = await test.gradeOf(ann, 0);
    const refused = { code: 'invalid_request', fields: [{ path: 'attempt_id' }] };
    await expect(override(test, id, { earned: 4 })).rejects.toMatchObject(refused);
    const { grade } = await override(test, id, { earned: 4, attemptId: ann });
    // Of one alone it is by now: it can be said again.
    await override(test, grade.id, { earned: 2 });
    await test.sit([null]);
    expect((await scoresOf(test)).map(([score]) => score)).toEqual([0.5, 0, 0]);
  });

  it('counts for equal answers that another model has graded, but not where a teacher has spoken of one attempt', async () => {
    const test = await world.newTest([free]);
    const other = Object.assign(new GradingModels(), { chatModel: 'another-chat' });
    const ann = await test.sit(['It is rain']);
    const bob = await test.sit(['It is rain'], { models: other });
    const cem = await test.sit(['It is rain'], { models: other });
    const [old, others] = [await test.gradeOf(ann, 0), await test.gradeOf(bob, 0)];
    expect(others.model).not.toBe(old.model);
    await override(test, others.id, { earned: 1, attemptId: cem });
    const { grade, answers: moved } = await override(test, old.id, { earned: 2 });
    expect([moved, (await test.gradeOf(bob, 0)).id]).toEqual([2, grade.id]);
    expect((await scoresOf(test)).map(([score]) => score)).toEqual([0.5, 0.5, 0.25]);
    await expect(override(test, others.id, { earned: 4 })).rejects.toMatchObject({ code: 'conflict' });
    // What is right of one of them is said of that alone.
    expect((await confirmGrade(world.ctx, { actor: test.actor, id: (await test.gradeOf(cem, 0)).id })).answers).toBe(1);
  });

  it('of equal grades at once ends with one of them counting for all', async () => {
    const test = await world.newTest([free]);
    const ann = await test.sit(['It is rain']);
    const bob = await test.sit(['It is rain'], { models: Object.assign(new GradingModels(), { chatModel: 'another-chat' }) });
    const ids = [(await test.gradeOf(ann, 0)).id, (await test.gradeOf(bob, 0)).id];
    const both = await Promise.allSettled(ids.map((id, at) => override(test, id, { earned: at + 1 })));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await test.gradeOf(ann, 0)).id).toBe((await test.gradeOf(bob, 0)).id);
  });

  it('decides on the reasoning beside a choice by itself', async () => {
    const test = await world.newTest([{ reasoningRubric: [{ criterion: 'wet', points: 2 }] }]);
    const attempt = await test.sit([[0]], { reasonings: ['It is dry'] });
    expect(await scoresOf(test)).toEqual([[0.5, 'final']]);
    await override(test, (await test.gradeOf(attempt, 0, 'reasoning')).id, { met: [true] });
    expect(await scoresOf(test)).toEqual([[1, 'final']]);
  });

  it('of two teachers at once one wins, and the other is told to look again', async () => {
    const test = await world.newTest([free]);
    const old = await test.gradeOf(await test.sit(['It is rain']), 0);
    const both = await Promise.allSettled([override(test, old.id, { earned: 1 }), override(test, old.id, { earned: 2 })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    expect(await world.ctx.db.$count(grades, eq(grades.supersedesId, old.id))).toBe(1);
    await expect(confirmGrade(world.ctx, { actor: test.actor, id: old.id })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('also counts for an answer that gets the old grade at the same moment', async () => {
    const test = await world.newTest([free]);
    const old = await test.gradeOf(await test.sit(['It is rain']), 0);
    const late = await test.sit(['It is rain'], { until: 'waiting' });
    const decided = await world.ctx.db.transaction(async (tx) => {
      await tx.update(answers).set({ gradeId: old.id }).where(eq(answers.attemptId, late));
      const overriding = override(test, old.id, { earned: 4 });
      await waitFor(async () => (await world.questions.waitingForLocks()) > 0);
      return { overriding };
    });
    expect((await decided.overriding).answers).toBe(2);
    expect((await scoresOf(test)).map(([score]) => score)).toEqual([1, 1]);
  });

  it.each([
    ['criteria that it has not', { met: [true] }, 'met'],
    ['more than is possible', { earned: 4.5 }, 'earned'],
  ])('refuses %s', async (_name, over, path) => {
    const test = await world.newTest([free]);
    const old = await test.gradeOf(await test.sit(['It is rain']), 0);
    await expect(override(test, old.id, over)).rejects.toMatchObject({ code: 'invalid_request', fields: [{ path }] });
  });

  it('refuses an attempt that was never asked this, and one whose grade is another by now', async () => {
    const [test, other] = [await world.newTest([free]), await world.newTest([free])];
    const attempt = await test.sit(['It is rain']);
    const old = await test.gradeOf(attempt, 0);
    const stranger = override(test, old.id, { earned: 1, attemptId: await other.sit(['It is rain']) });
    await expect(stranger).rejects.toMatchObject({ code: 'invalid_request', fields: [{ path: 'attempt_id' }] });
    const elsewhere = override(test, old.id, { earned: 1, attemptId: await test.sit(['A cloud']) });
    await expect(elsewhere).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.ctx.db.$count(grades, eq(grades.supersedesId, old.id))).toBe(0);
  });

  it('is for who teaches the course: for all others there is no such grade', async () => {
    const test = await world.newTest([free]);
    const attempt = await test.sit(['It is rain']);
    const { id } = await test.gradeOf(attempt, 0);
    const [sat] = (await getTestResults(world.ctx, { actor: test.actor, id: test.id, limit: 1 })).items;
    for (const actor of [await world.questions.newTeacher(), { userId: sat?.user.id ?? '', role: 'student' } as const]) {
      await expect(override({ actor }, id, { earned: 1 })).rejects.toMatchObject({ code: 'not_found' });
      await expect(confirmGrade(world.ctx, { actor, id })).rejects.toMatchObject({ code: 'not_found' });
    }
    const operator = { userId: (await world.questions.newTeacher()).userId, role: 'operator' } as const;
    expect((await override({ actor: operator }, id, { earned: 1 })).answers).toBe(1);
  });

  it('of an evaluation is for whose it is, and has no attempt', async () => {
    const actor = await world.questions.newTeacher();
    const models = new GradingModels();
    const items = ['It is rain', 'It is rain'].map((answer) => {
      return { question: 'How does water fall?', type: 'short_answer' as const, rubric: [{ criterion: 'rain', points: 2 }], answer };
    });
    const { evaluationId, jobId } = await createEvaluation({ ...world.ctx, models }, { actor, items });
    await world.questions.run(jobId, models);
    const read = async () => (await getEvaluation(world.ctx, { actor, id: evaluationId, limit: 10 })).items;
    const id = (await read())[0]?.grade?.id ?? '';
    const stranger = await world.questions.newTeacher();
    await expect(override({ actor: stranger }, id, { earned: 1 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(override({ actor }, id, { earned: 1, attemptId: id })).rejects.toMatchObject({ code: 'invalid_request' });
    expect((await override({ actor }, id, { earned: 1 })).answers).toBe(2);
    expect((await read()).map(({ grade }) => [grade?.source, grade?.earned])).toEqual([
      ['teacher', 1],
      ['teacher', 1],
    ]);
  });
});

describe('confirmGrade', () => {
  it('makes a provisional grade final as it is, once', async () => {
    const test = await world.newTest([free]);
    const attempt = await test.sit(['It is rain'], { models: builtIn() });
    expect(await scoresOf(test)).toEqual([[0.75, 'provisional']]);
    const old = await test.gradeOf(attempt, 0);
    const { grade, answers: moved } = await confirmGrade(world.ctx, { actor: test.actor, id: old.id });
    expect([moved, grade.source, grade.earned, grade.criteria, grade.reason]).toEqual([1, 'teacher', 3, old.criteria, null]);
    expect(await scoresOf(test)).toEqual([[0.75, 'final']]);
    expect(await confirmGrade(world.ctx, { actor: test.actor, id: grade.id })).toEqual({ grade, answers: 1 });
  });
});

describe('confirmTestGrades', () => {
  it('confirms what is provisional, and leaves what somebody has to look at', async () => {
    const test = await world.newTest([free, free], { review: { confidenceBelow: null, borderPercent: 30 } });
    // Three of four points are near the border of 50, all and nothing are not.
    await test.sit(['It is rain', 'rain of a cloud'], { models: builtIn() });
    await test.sit(['rain of a cloud', 'rain of a cloud'], { models: builtIn() });
    const [, second] = test.questions;
    const confirm = (questionId?: string) => confirmTestGrades(world.ctx, { actor: test.actor, id: test.id, questionId });
    expect(await confirm(second?.id)).toEqual({ confirmed: 1, answers: 2, left: 0 });
    expect(await confirm()).toEqual({ confirmed: 1, answers: 1, left: 1 });
    expect(await confirm()).toEqual({ confirmed: 0, answers: 0, left: 1 });
    expect(await scoresOf(test)).toEqual([
      [1.75, 'review'],
      [2, 'final'],
    ]);
    const entries = await world.ctx.db.select().from(auditEntries).where(eq(auditEntries.subjectId, test.id));
    expect(entries.map(({ action, detail }) => [action, detail.confirmed])).toEqual([
      ['test.grades_confirmed', 1],
      ['test.grades_confirmed', 1],
    ]);
  });

  it('asked for twice at once confirms each grade once', async () => {
    const test = await world.newTest([free]);
    for (const word of ['cloud', 'rain', 'snow']) await test.sit([word], { models: builtIn() });
    const confirm = () => confirmTestGrades(world.ctx, { actor: test.actor, id: test.id });
    const both = await Promise.all([confirm(), confirm()]);
    expect(both.reduce((sum, { confirmed }) => sum + confirmed, 0)).toBe(3);
    expect(await world.ctx.db.$count(grades, eq(grades.courseId, test.courseId))).toBe(6);
  });
});
