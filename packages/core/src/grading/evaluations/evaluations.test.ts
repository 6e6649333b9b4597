import { AppError, limits } from '@lectern/contract';
import { askedQuestions, auditEntries, tasks } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../actor.ts';
import type { Models } from '../../ports/index.ts';
import { GradingModels } from '../testing/grading-models.ts';
import { createGradingWorld, type GradingWorld } from '../testing/grading-world.ts';
import { batchItems } from './batch-items.ts';
import { createEvaluation } from './create-evaluation.ts';
import { getEvaluation } from './get-evaluation.ts';

let world: GradingWorld;
beforeAll(async () => {
  world = await createGradingWorld();
});
afterAll(() => world.close());

type Item = Parameters<typeof createEvaluation>[1]['items'][number];
const rubric = [{ criterion: 'drops', points: 2 }];

function itemOf(answer: string, over: Partial<Item> = {}): Item {
  return { question: 'What are clouds made of?', type: 'short_answer', referenceAnswer: 'Of drops.', rubric, answer, ...over };
}

function create(actor: Actor, items: readonly Item[], models: Models = new GradingModels()) {
  return createEvaluation({ ...world.ctx, models }, { actor, items });
}

describe('a batch', () => {
  it('comes back in its order, blank answers and repeated ones included, page by page', async () => {
    const actor = await world.newTeacher();
    const texts = ['Of drops.', ' ', 'Of dust.', 'Of  drops.', '\u200B'];
    const models = new GradingModels();
    const accepted = await create(
      actor,
      texts.map((text) => itemOf(text)),
    );
    expect(accepted.estimate).toEqual({ answers: 5, calls: 1 });
    const before = await getEvaluation(world.ctx, { actor, id: accepted.evaluationId, limit: 50 });
    expect(before).toMatchObject({ jobId: accepted.jobId, total: 5, graded: 2 });
    expect(before.items.map(({ state }) => state)).toEqual(['waiting', 'final', 'waiting', 'waiting', 'final']);
    const [job] = await world.run([accepted.jobId], models);
    expect(job).toMatchObject({ state: 'succeeded', result: { graded: 5, missing: 0, shared: 1, cost: { calls: 0 } } });
    expect(models.asked[0]?.match(/<answer /gu)).toHaveLength(2);
    const first = await getEvaluation(world.ctx, { actor, id: accepted.evaluationId, limit: 3 });
    const second = await getEvaluation(world.ctx, { actor, id: accepted.evaluationId, limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.nextCursor).toBeNull();
    const items = [...first.items, ...second.items];
    expect(items.map(({ index, answer }) => [index, answer])).toEqual(texts.map((text, at) => [at + 1, text]));
    expect(items.map(({ grade }) => grade?.earned)).toEqual([2, 0, 0, 2, 0]);
    expect(items.map(({ grade }) => grade?.source)).toEqual(['model', 'code', 'model', 'model', 'code']);
    const written = await world.ctx.db.select().from(auditEntries).where(eq(auditEntries.subjectId, accepted.evaluationId));
    expect(written).toMatchObject([{ action: 'evaluation.requested', detail: { answers: 5 } }]);
  });

  it('is taken to be in the language of its questions and answers together, and in English where they are too short to tell', async () => {
    const actor = await world.newTeacher();
    const short = { question: 'What is rain?', referenceAnswer: 'Water.' };
    const german = { question: 'Was ist Regen?', referenceAnswer: 'Regen ist Wasser, das in Tropfen aus den Wolken auf die Erde fällt.' };
    await create(actor, [itemOf('Water.', short), itemOf('Das Wasser, das aus den Wolken fällt.', german)]);
    const asked = await world.ctx.db.select().from(askedQuestions).where(eq(askedQuestions.ownerId, actor.userId));
    const languages = new Map(asked.map(({ content }) => [content.stem, content.language]));
    expect(languages).toEqual(
      new Map([
        ['What is rain?', 'en'],
        ['Was ist Regen?', 'de'],
      ]),
    );
  });

  it('of nothing but blank answers has been graded by the time it is accepted', async () => {
    const actor = await world.newTeacher();
    const models = new GradingModels();
    const { jobId, estimate } = await create(actor, [itemOf('')], models);
    const [job] = await world.run([jobId], models);
    expect([estimate.calls, models.calls]).toEqual([0, 0]);
    expect(job).toMatchObject({ state: 'succeeded', result: { graded: 1 } });
  });

  it('whose answers were graded before costs no call; the same question is kept once', async () => {
    const actor = await world.newTeacher();
    const models = new GradingModels();
    for (const text of ['Of drops.', 'Of drops. ']) {
      const { jobId } = await create(actor, [itemOf(text)], models);
      await world.run([jobId], models);
    }
    expect(models.calls).toBe(1);
    expect(await world.ctx.db.$count(askedQuestions, eq(askedQuestions.ownerId, actor.userId))).toBe(1);
    // By other criteria it is another question.
    const { jobId } = await create(actor, [itemOf('Of drops.', { rubric: [{ criterion: 'dust', points: 1 }] })], models);
    await world.run([jobId], models);
    expect(models.calls).toBe(2);
  });

  it('of somebody else is not there', async () => {
    const { evaluationId } = await create(await world.newTeacher(), [itemOf('Of drops.')]);
    const asked = getEvaluation(world.ctx, { actor: await world.newTeacher(), id: evaluationId, limit: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  });

  it('without criteria is measured by the usual ones', async () => {
    const actor = await world.newTeacher();
    const { jobId, evaluationId } = await create(actor, [itemOf('print(1)', { type: 'coding', rubric: undefined }), itemOf('')]);
    await world.run([jobId], new GradingModels());
    const { items } = await getEvaluation(world.ctx, { actor, id: evaluationId, limit: 10 });
    expect(items[0]?.grade?.criteria.map(({ points }) => points)).toEqual([30, 25, 20, 15, 10]);
  });
});

describe('refused', () => {
  const tooMany = limits.itemsPerEvaluation + 1;

  it('are batches of more than 500, by their code', async () => {
    const asked = create(
      await world.newTeacher(),
      Array.from({ length: tooMany }, () => itemOf('Of drops.')),
    );
    await expect(asked).rejects.toMatchObject({ code: 'too_many_items' });
  });

  it('are answers that are too long, by their places', async () => {
    const asked = create(await world.newTeacher(), [itemOf('Of drops.'), itemOf('x'.repeat(limits.answerChars + 1))]);
    await expect(asked).rejects.toMatchObject({ code: 'answer_too_long', fields: [{ path: 'items.1.answer' }] });
    await create(await world.newTeacher(), [itemOf('x'.repeat(limits.answerChars))]);
  });

  it('are batches that the budget has no room for', async () => {
    const models = new GradingModels();
    models.monthlyBudget = 10;
    models.quote = (_use, { outputTokens }) => outputTokens;
    await expect(create(await world.newTeacher(), [itemOf('Of drops.')], models)).rejects.toThrow(AppError);
  });

  it('are students', async () => {
    const { userId } = await world.newTeacher();
    await expect(create({ userId, role: 'student' }, [itemOf('x')])).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are cursors of others', async () => {
    const actor = await world.newTeacher();
    const { evaluationId } = await create(actor, [itemOf('Of drops.')]);
    const asked = getEvaluation(world.ctx, { actor, id: evaluationId, limit: 1, cursor: 'nonsense' });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('calls', () => {
  const unitsOf = (...counts: number[]) => {
    const items = counts.flatMap((count, question) =>
      Array.from({ length: count }, (_, at) => ({ askedId: `q${question}`, answerHash: `h${at}` })),
    );
    return batchItems(items.map((item, ordinal) => ({ ...item, ordinal }))).map(({ payload }) => payload.units.length);
  };

  it('are for five to ten different answers to the same question', () => {
    expect(unitsOf(12)).toEqual([6, 6]);
    expect(unitsOf(50)).toEqual([10, 10, 10, 10, 10]);
    expect(unitsOf(21, 5)).toEqual([7, 7, 7, 5]);
  });

  it('put together what of each question is too few', () => {
    expect(unitsOf(2, 3, 12, 4)).toEqual([6, 6, 9]);
  });

  it('take along what is the same', () => {
    const same = [0, 1, 2].map((ordinal) => ({ ordinal, askedId: 'q', answerHash: 'h' }));
    expect(batchItems(same)).toMatchObject([{ payload: { units: [{ ordinal: 0 }, { ordinal: 1 }, { ordinal: 2 }] } }]);
  });

  it('of a thousand answers to ten questions are at most 0.12 for each', async () => {
    const items = Array.from({ length: 500 }, (_, at) =>
      itemOf(`Of drops, number ${at}.`, { question: `Question ${at % 10}?`, rubric: undefined }),
    );
    const models = new GradingModels();
    const actor = await world.newTeacher();
    const jobs = [
      await create(actor, items),
      await create(
        actor,
        items.map((item) => ({ ...item, answer: `${item.answer} Or not.` })),
      ),
    ];
    const ended = await world.run(
      jobs.map(({ jobId }) => jobId),
      models,
    );
    expect(ended.map(({ result }) => result)).toMatchObject([{ graded: 500 }, { graded: 500 }]);
    expect(models.calls).toBeLessThanOrEqual(120);
    expect(await world.ctx.db.$count(tasks, eq(tasks.jobId, jobs[0]?.jobId ?? ''))).toBe(50);
  });
});
