import { AppError } from '@lectern/contract';
import { courses, grades, type Tx } from '@lectern/db';
import { and, asc, eq, or, type SQL } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { taughtCourses } from '../../courses/find-course.ts';
import type { TxCtx } from '../../ctx.ts';
import { type GradeRow, hasKey } from '../grade-key.ts';

interface LockInput {
  actor: Actor;
  id: string;
}

/**
 * A grade that the actor may decide on: of a course that they teach, of their own evaluation, or any for operators. Locked: of two
 * who decide at once the second finds that it does not count any more, and answers that are linked to it just now are seen.
 * Error: `not_found`.
 */
export async function lockGrade(ctx: TxCtx, input: LockInput): Promise<GradeRow> {
  const found = await findDecidable(ctx, input);
  const [grade] = found ? await lockGrades(ctx.open.tx, eq(grades.id, found.id)) : [];
  return orNotFound(grade);
}

/** The same with all that are for the same answer by the same rubric: others have been given by another model, or by teachers. */
export async function lockEqualGrades(ctx: TxCtx, input: LockInput): Promise<{ grade: GradeRow; equal: GradeRow[] }> {
  const found = orNotFound(await findDecidable(ctx, input));
  const equal = await lockAllGrades(ctx.open.tx, hasKey(grades, [found]));
  return { grade: orNotFound(equal.find(({ id }) => id === found.id)), equal };
}

function orNotFound(grade: GradeRow | undefined): GradeRow {
  if (!grade) throw new AppError('not_found', 'There is no such grade');
  return grade;
}

async function findDecidable(ctx: TxCtx, { actor, id }: LockInput): Promise<GradeRow | undefined> {
  const [found] = await ctx.open.tx
    .select({ grade: grades })
    .from(grades)
    .leftJoin(courses, eq(courses.id, grades.courseId))
    .where(and(eq(grades.id, id), mayDecide(actor)));
  return found?.grade;
}

/** Locks grades, always in the order of their ids. Returns them. */
export async function lockGrades(tx: Tx, which: SQL): Promise<GradeRow[]> {
  return tx.select().from(grades).where(which).orderBy(asc(grades.id)).for('update');
}

/** The same until there are no more: a teacher who was waited for has put another one in the place of what is held now. */
export async function lockAllGrades(tx: Tx, which: SQL): Promise<GradeRow[]> {
  for (let held = 0; ;) {
    const found = await lockGrades(tx, which);
    if (found.length === held) return found;
    held = found.length;
  }
}

/** Evaluations have no course: an operator's condition holds for those as well. */
function mayDecide(actor: Actor): SQL | undefined {
  const taught = taughtCourses(actor);
  return actor.role === 'teacher' ? or(taught, eq(grades.ownerId, actor.userId)) : taught;
}
