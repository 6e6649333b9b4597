import { AppError } from '@lectern/contract';
import { courses, documents } from '@lectern/db';
import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { isTaught, requireRight, visibleCourses, type CourseRight } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';

export type DocumentRow = typeof documents.$inferSelect;

/** Which documents somebody may see: those of visible courses. For queries that join both tables. */
export function visibleDocuments(actor: Actor): SQL | undefined {
  return and(isNull(documents.deletedAt), visibleCourses(actor));
}

/** A document of a course on which the actor has the right. Errors: `not_found`, `forbidden`. */
export async function getDocumentRow(ctx: Ctx, input: { actor: Actor; id: string; right: CourseRight }): Promise<DocumentRow> {
  const [found] = await reader(ctx)
    .select({ document: documents, taught: isTaught(input.actor) })
    .from(documents)
    .innerJoin(courses, eq(courses.id, documents.courseId))
    .where(and(eq(documents.id, input.id), visibleDocuments(input.actor)));
  if (!found) throw new AppError('not_found', 'There is no such document');
  requireRight(input.right, found);
  return found.document;
}
