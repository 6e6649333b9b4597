import { answers, type AskedContent, askedQuestions, grades } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkCodeGrades, partsOf } from '../attempts/link-code-grades.ts';
import { inTransaction } from '../ctx.ts';
import { overrideGrade } from './decide/override-grade.ts';
import { GradingModels } from './testing/grading-models.ts';
import { createGradingWorld, type GradingWorld } from './testing/grading-world.ts';

let world: GradingWorld;
beforeAll(async () => {
  world = await createGradingWorld();
});
afterAll(() => world.close());

/** Ann's answer, for which a teacher has decided once already; another decision is about to be; and Bob's answer, which is the same. */
async function decideTwice(over?: Partial<AskedContent>) {
  const { courseId, teacher } = await world.newCourse();
  const askedId = await world.newQuestion(courseId, over);
  const text = 'Of drops.';
  const ann = await world.submit(courseId, [{ askedId, text }]);
  await world.run([ann.jobId], new GradingModels());
  const [grade] = await world.gradesOf(askedId);
  const first = await overrideGrade(world.ctx, { actor: teacher, id: grade?.id ?? '', earned: 1, reason: 'Nearly.' });
  const bob = await world.submit(courseId, [{ askedId, text }]);
  const [isDecided, isSeen] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
  const deciding = inTransaction(world.ctx, async (ctx) => {
    const second = await overrideGrade(ctx, { actor: teacher, id: first.grade.id, earned: 0, reason: 'Not quite.' });
    isDecided.resolve(second.grade.id);
    await isSeen.promise;
  });
  return {
    courseId,
    ann,
    bob,
    first: first.grade.id,
    second: await isDecided.promise,
    /** The decision is there for others once somebody waits for it. */
    async letDecide() {
      await waitFor(async () => {
        const [waiting] = await world.ctx.db.execute<{ count: number }>(
          sql`select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting?.count;
      });
      isSeen.resolve();
      await deciding;
    },
  };
}

const linkOf = async (attemptId: string) => (await world.answersOf(attemptId))[0]?.gradeId;

describe('a teacher’s second word for all that are the same', () => {
  it('reaches an answer that is being given the first just then', async () => {
    const { ann, bob, second, letDecide } = await decideTwice();
    const models = new GradingModels();
    const run = world.run([bob.jobId], models);
    await letDecide();
    expect((await run)[0]).toMatchObject({ state: 'succeeded' });
    expect([await linkOf(ann.attemptId), await linkOf(bob.attemptId), models.calls]).toEqual([second, second, 0]);
  });

  it('reaches one that needs no model, in an attempt that ends just then', async () => {
    const { courseId, bob, second, letDecide } = await decideTwice({ type: 'cloze', accepted: ['Of dust.', 'Of drops.'], rubric: [] });
    const { attemptId } = bob;
    const rows = await world.ctx.db
      .select({ answer: answers, asked: askedQuestions })
      .from(answers)
      .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
      .where(eq(answers.attemptId, attemptId));
    const ending = inTransaction(world.ctx, ({ open: { tx } }) => linkCodeGrades(tx, { attemptId, courseId, parts: partsOf(rows).byCode }));
    await letDecide();
    await ending;
    expect(await linkOf(attemptId)).toBe(second);
  });
});

it('what a teacher has said of one answer alone stays, whatever is said of all that are the same afterwards', async () => {
  const { courseId, teacher } = await world.newCourse();
  const askedId = await world.newQuestion(courseId);
  const [ann, bob] = [
    await world.submit(courseId, [{ askedId, text: 'Of it.' }]),
    await world.submit(courseId, [{ askedId, text: 'Of it.' }]),
  ];
  await world.run([ann.jobId], new GradingModels());
  const [grade] = await world.gradesOf(askedId);
  if (!grade) throw new Error('there is no grade');
  const own = uuidv7();
  const word = { source: 'teacher' as const, model: '', earned: 3, shared: false, reason: 'As agreed.' };
  await world.ctx.db.insert(grades).values({ ...grade, ...word, id: own });
  await world.ctx.db.update(answers).set({ gradeId: own }).where(eq(answers.attemptId, bob.attemptId));
  const said = await overrideGrade(world.ctx, { actor: teacher, id: grade.id, earned: 1, reason: 'Nearly.' });
  await world.run([bob.jobId], new GradingModels());
  expect([await linkOf(ann.attemptId), await linkOf(bob.attemptId)]).toEqual([said.grade.id, own]);
});
