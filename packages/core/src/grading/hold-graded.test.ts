import { answers, attempts, evaluations, grades, modelAnswers, regradeItems, regrades, tasks, tests } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { createEvaluation } from './evaluations/create-evaluation.ts';
import { tasksOf } from './accept-grading.ts';
import { GradingModels, gradeByWords } from './testing/grading-models.ts';
import { createGradingWorld, type GradingWorld } from './testing/grading-world.ts';

let world: GradingWorld;
beforeAll(async () => {
  world = await createGradingWorld();
});
afterAll(() => world.close());

/** What is left that quotes an answer: grades, and what a model said; and why the task failed. */
async function leftOf(jobId: string) {
  const [task] = await world.ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId));
  return {
    grades: await world.ctx.db.$count(grades, eq(grades.jobId, jobId)),
    remembered: await world.ctx.db.$count(modelAnswers, eq(modelAnswers.jobId, jobId)),
    errorCode: task?.errorCode ?? null,
  };
}

/** A model in the middle of whose call something is erased. */
function erasing(erase: () => Promise<unknown>): GradingModels {
  return new GradingModels(async (shown) => {
    await erase();
    return shown.map(gradeByWords);
  });
}

describe('of what is erased while a model is at it nothing is left', () => {
  it('when it is an attempt', async () => {
    const { courseId } = await world.newCourse();
    const askedId = await world.newQuestion(courseId);
    const { attemptId, jobId } = await world.submit(courseId, [{ askedId, text: 'Of drops.' }]);
    const models = erasing(() => world.ctx.db.delete(attempts).where(eq(attempts.id, attemptId)));
    await world.run([jobId], models);
    expect(models.calls).toBe(1);
    expect(await leftOf(jobId)).toEqual({ grades: 0, remembered: 0, errorCode: 'source_deleted' });
  });

  it('when it is an evaluation', async () => {
    const actor = await world.newTeacher();
    const item = { question: 'What are clouds made of?', type: 'short_answer' as const, answer: 'Of drops.' };
    const { jobId, evaluationId } = await createEvaluation({ ...world.ctx, models: new GradingModels() }, { actor, items: [item] });
    await world.run(
      [jobId],
      erasing(() => world.ctx.db.delete(evaluations).where(eq(evaluations.id, evaluationId))),
    );
    expect(await leftOf(jobId)).toEqual({ grades: 0, remembered: 0, errorCode: 'source_deleted' });
  });

  it('when it is one of the attempts of a regrade, which goes on with the others', async () => {
    const { courseId, teacher } = await world.newCourse();
    const askedId = await world.newQuestion(courseId);
    const basisId = await world.newQuestion(courseId);
    const gone = await world.submit(courseId, [{ askedId, text: 'Of drops.' }]);
    const stays = await world.submit(courseId, [{ askedId, text: 'Of water.' }]);
    const units = [gone, stays].map(({ attemptId }) => ({ attemptId, ordinal: 0, part: 'answer' as const }));
    const [regradeId, testId] = [uuidv7(), uuidv7()];
    await world.ctx.db.insert(tests).values({
      id: testId,
      courseId,
      title: 'Water',
      track: 'general',
      selection: { kind: 'questions', questionIds: [] },
      shuffleQuestions: false,
      shuffleOptions: false,
      closedBook: false,
      showResults: 'after_attempt',
      review: { confidenceBelow: null, borderPercent: null },
    });
    const jobId = await inTransaction(world.ctx, (ctx) =>
      acceptJob(ctx, {
        kind: 'answers.grade',
        requestedBy: teacher.userId,
        courseId,
        params: { of: 'regrade', regradeId, apply: false },
        first: { stage: 'grade', tasks: tasksOf(units) },
      }),
    );
    await world.ctx.db.insert(regrades).values({ id: regradeId, testId, requestedBy: teacher.userId, jobId });
    await world.ctx.db.insert(regradeItems).values(units.map((unit) => ({ ...unit, regradeId, basisId })));
    await world.run(
      [jobId],
      erasing(() => world.ctx.db.delete(attempts).where(eq(attempts.id, gone.attemptId))),
    );
    expect(await leftOf(jobId)).toEqual({ grades: 1, remembered: 0, errorCode: null });
    expect(await world.ctx.db.$count(answers, eq(answers.attemptId, stays.attemptId))).toBe(1);
    const [grade] = await world.ctx.db.select().from(grades).where(eq(grades.jobId, jobId));
    expect(grade).toMatchObject({ basisId, earned: 1 });
  });
});
