import { grades } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashAnswer } from './answer-hash.ts';
import { findGrades, type GradeKey, keyOf } from './grade-key.ts';
import { createGradingWorld, type GradingWorld } from './testing/grading-world.ts';

let world: GradingWorld;

beforeAll(async () => {
  world = await createGradingWorld();
});
afterAll(() => world.close());

async function newKey(): Promise<{ courseId: string; key: GradeKey }> {
  const { courseId } = await world.newCourse();
  const askedId = await world.newQuestion(courseId);
  return { courseId, key: { askedId, basisId: askedId, part: 'answer', answerHash: hashAnswer('short_answer', { text: 'rain' }) } };
}

it('a teacher’s word counts before what the code says, and that before a model, whichever came last', async () => {
  const { courseId, key } = await newKey();
  const common = { courseId, ...key, earned: 1, possible: 1, feedback: '', confidence: 1 };
  const find = async (model: string | null) => (await findGrades(world.ctx.db, [key], model)).get(keyOf(key))?.source;
  const add = (grade: Pick<typeof grades.$inferInsert, 'source' | 'model' | 'shared' | 'createdAt'>) =>
    world.ctx.db.insert(grades).values({ id: uuidv7(), ...common, ...grade });

  await add({ source: 'model', model: 'm1', createdAt: new Date('2030-01-01') });
  expect([await find('m1'), await find('m2'), await find(null)]).toEqual(['model', undefined, undefined]);
  await add({ source: 'code', createdAt: new Date('2029-01-01') });
  expect([await find('m1'), await find(null)]).toEqual(['code', 'code']);
  await add({ source: 'teacher', shared: false, createdAt: new Date('2031-01-01') });
  expect(await find('m1')).toBe('code');
  await add({ source: 'teacher', shared: true, createdAt: new Date('2028-01-01') });
  expect([await find('m1'), await find(null)]).toEqual(['teacher', 'teacher']);
});
