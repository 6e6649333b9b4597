import { auditEntries, users } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCourse, getCourse, renameCourse } from './courses/courses.ts';
import { afterCommit, inTransaction } from './ctx.ts';
import { createLedgerWorld, type LedgerWorld } from './jobs/testing/ledger-world.ts';
import { planners } from './planners.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

it('two who wait for each other both get what they asked for, once', { timeout: 20_000 }, async () => {
  const { ctx } = world;
  const actor = { userId: await world.newUser(), role: 'teacher' as const };
  const [one, two] = [await createCourse(ctx, { actor, title: 'One' }), await createCourse(ctx, { actor, title: 'Two' })];
  let [tries, ended, holding] = [0, 0, 0];
  const bothHold = Promise.withResolvers<void>();
  const renameBoth = (first: string, second: string) =>
    inTransaction(ctx, async (ctx) => {
      tries += 1;
      afterCommit(ctx, () => void (ended += 1));
      await renameCourse(ctx, { actor, id: first, title: 'first' });
      holding += 1;
      if (holding === 2) bothHold.resolve();
      await bothHold.promise;
      await renameCourse(ctx, { actor, id: second, title: 'second' });
    });
  await Promise.all([renameBoth(one.id, two.id), renameBoth(two.id, one.id)]);
  expect({ tries, ended }).toEqual({ tries: 3, ended: 2 });
  const titles = await Promise.all([one, two].map(async ({ id }) => (await getCourse(ctx, { actor, id })).title));
  expect(titles.sort()).toEqual(['first', 'second']);
  expect(await ctx.db.$count(auditEntries, eq(auditEntries.action, 'course.renamed'))).toBe(4);
});

it('what fails for another reason is not tried again', async () => {
  const userId = await world.newUser();
  let tries = 0;
  const twice = inTransaction(world.ctx, async ({ open: { tx } }) => {
    tries += 1;
    await tx.insert(users).values({ id: userId, name: 'Another', role: 'teacher' });
  });
  await expect(twice).rejects.toMatchObject({ cause: { code: '23505' } });
  expect(tries).toBe(1);
});
