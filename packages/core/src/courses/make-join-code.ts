import { courses, type Tx } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { getCourseRow } from './find-course.ts';
import { drawJoinCode, showJoinCode } from './join-code.ts';

/**
 * Makes the code by which students join a course; the one before it is not valid any more. `draw` gives a code to try.
 * Errors: `not_found`, `forbidden`.
 */
export async function makeJoinCode(ctx: Ctx, input: { actor: Actor; id: string }, draw = drawJoinCode): Promise<{ joinCode: string }> {
  const { actor } = input;
  return inTransaction(ctx, async (ctx) => {
    const { id } = await getCourseRow(ctx, { actor, id: input.id, right: 'teach', lock: 'update' });
    const code = await drawFree(ctx.open.tx, draw);
    await ctx.open.tx.update(courses).set({ joinCode: code }).where(eq(courses.id, id));
    await audit(ctx, { actor, action: 'course.join_code_made', subject: { type: 'course', id } });
    return { joinCode: showJoinCode(code) };
  });
}

/** A code that no course has. Nobody else can take it before the commit, for who would has to wait for its lock. */
async function drawFree(tx: Tx, draw: () => string): Promise<string> {
  for (;;) {
    const code = draw();
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`join_code:${code}`}, 0))`);
    const [taken] = await tx.select({ id: courses.id }).from(courses).where(eq(courses.joinCode, code));
    if (!taken) return code;
  }
}
