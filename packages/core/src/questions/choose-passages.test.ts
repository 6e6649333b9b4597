import type { GenerateParams } from '@lectern/contract';
import { chunks } from '@lectern/db';
import { inArray } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPassages, planCalls } from './choose-passages.ts';
import { shareTypes } from './share-types.ts';
import { createQuestionWorld, type QuestionWorld } from './testing/question-world.ts';

let world: QuestionWorld;
beforeAll(async () => {
  world = await createQuestionWorld();
});
afterAll(() => world.close());

const text = ['Water evaporates.', 'Übersättigte Luft bildet Wolken.', 'Rain falls: 100% of it.', 'Rivers flow.'];

/** The places, from 0, of the passages that are chosen. */
async function chosen(over: Partial<GenerateParams>): Promise<number[]> {
  const { courseId, documentId } = await world.newCourse(await world.newTeacher(), {
    pages: text,
    passages: text.map((_, at) => ({ from: at + 1, to: at + 1, ...(at === 3 && { heading: 'The Great RIVERS' }) })),
  });
  const params: GenerateParams = { courseId, count: 1, types: ['single_choice'], documentIds: [documentId], topics: [], ...over };
  const ids = await findPassages(world.ctx.db, params);
  const rows = await world.ctx.db.select().from(chunks).where(inArray(chunks.id, ids));
  return ids.map((id) => rows.find((row) => row.id === id)?.ordinal ?? -1);
}

describe('passages to ask about', () => {
  it('are all, in reading order', async () => {
    expect(await chosen({})).toEqual([0, 1, 2, 3]);
  });

  it('are on the pages that were asked for', async () => {
    expect(await chosen({ pages: { from: 2, to: 3 } })).toEqual([1, 2]);
  });

  it('are about one of the topics, whatever its case and signs, in heading or text', async () => {
    expect(await chosen({ topics: ['ÜBERSÄTTIGTE luft'] })).toEqual([1]);
    expect(await chosen({ topics: ['great rivers', '100%'] })).toEqual([2, 3]);
  });

  it('are all when the text does not use the words of the topic', async () => {
    expect(await chosen({ topics: ['photosynthesis', 'w_ter'] })).toEqual([0, 1, 2, 3]);
  });
});

it('every call gets passages that exist, and all calls together what was asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 100 }), fc.nat({ max: 1 }), (passages, count, round) => {
      const ids = Array.from({ length: passages }, (_, at) => `${at}`);
      const calls = planCalls(ids, shareTypes(count, ['single_choice', 'true_false']), round);
      expect(calls.flatMap(({ payload }) => payload.want).reduce((sum, want) => sum + want.count, 0)).toBe(count);
      for (const { payload } of calls) {
        expect(payload.chunkIds.length).toBeGreaterThan(0);
        expect(new Set(payload.chunkIds).size).toBe(payload.chunkIds.length);
        expect(payload.chunkIds.every((id) => ids.includes(id))).toBe(true);
      }
    }),
  );
});
