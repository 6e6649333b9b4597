import { courseMembers, courses, documentRevisions, documents, files, questions, questionVersions, users } from '@lectern/db';
import { and, asc, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { livingMembers } from '../courses/members.ts';
import type { Ctx } from '../ctx.ts';
import { keptReasoningRubric } from '../questions/question-view.ts';
import { contentColumns } from '../questions/review/keep-version.ts';
import { inPages, rowsPerPage } from './export-pages.ts';

/** The courses that are somebody's own. */
export function exportCourses(ctx: Ctx, { userId }: Actor) {
  const { id, title, createdAt } = courses;
  return inPages((after) =>
    ctx.db
      .select({ id, title, createdAt })
      .from(courses)
      .where(and(eq(courses.ownerId, userId), isNull(courses.deletedAt), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** What is asked for one course of the actor's; somebody else's has nothing. */
export interface OfCourse {
  actor: Actor;
  courseId: string;
}

/** For queries that have the courses. */
export function ownCourse({ actor, courseId }: OfCourse) {
  return and(eq(courses.id, courseId), eq(courses.ownerId, actor.userId), isNull(courses.deletedAt));
}

/** The students of a course, as their teacher sees them. */
export function exportMembers(ctx: Ctx, input: OfCourse) {
  return inPages((after) =>
    ctx.db
      .select({ id: users.id, name: users.name, email: users.email, joinedAt: courseMembers.joinedAt })
      .from(courseMembers)
      .innerJoin(courses, eq(courses.id, courseMembers.courseId))
      .innerJoin(users, eq(users.id, courseMembers.userId))
      .where(and(ownCourse(input), livingMembers, after === undefined ? undefined : gt(users.id, after)))
      .orderBy(asc(users.id))
      .limit(rowsPerPage),
  );
}

export function exportDocuments(ctx: Ctx, input: OfCourse) {
  const { id, name, revision, createdAt } = documents;
  return inPages((after) =>
    ctx.db
      .select({
        id,
        name,
        revision,
        createdAt,
        bytes: files.bytes,
        sha256: files.sha256,
        pageCount: documentRevisions.pageCount,
        title: documentRevisions.title,
        language: documentRevisions.language,
      })
      .from(documents)
      .innerJoin(courses, eq(courses.id, documents.courseId))
      .innerJoin(files, eq(files.id, documents.fileId))
      .leftJoin(documentRevisions, and(eq(documentRevisions.documentId, id), eq(documentRevisions.revision, revision)))
      .where(and(ownCourse(input), isNull(documents.deletedAt), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** Documents in courses of others whose files are theirs; `id` is the document's, `name` what they called the file. */
export function exportUploads(ctx: Ctx, { userId }: Actor) {
  const { id, name, courseId, createdAt } = documents;
  return inPages((after) =>
    ctx.db
      .select({ id, name, courseId, createdAt, bytes: files.bytes, sha256: files.sha256, key: files.key })
      .from(documents)
      .innerJoin(courses, eq(courses.id, courseId))
      .innerJoin(files, eq(files.id, documents.fileId))
      .where(
        and(
          eq(files.ownerId, userId),
          ne(courses.ownerId, userId),
          isNull(documents.deletedAt),
          isNull(courses.deletedAt),
          after === undefined ? undefined : gt(id, after),
        ),
      )
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

const questionColumns = {
  id: questions.id,
  documentId: questions.documentId,
  ...contentColumns,
  state: questions.state,
  version: questions.version,
  acceptedAt: questions.acceptedAt,
  createdAt: questions.createdAt,
};

/** The questions of a course that people have seen, each with its versions, oldest first. */
export async function* exportQuestions(ctx: Ctx, input: OfCourse) {
  const found = inPages((after) =>
    ctx.db
      .select(questionColumns)
      .from(questions)
      .innerJoin(courses, eq(courses.id, questions.courseId))
      .where(
        and(
          ownCourse(input),
          inArray(questions.state, ['draft', 'approved', 'rejected']),
          after === undefined ? undefined : gt(questions.id, after),
        ),
      )
      .orderBy(asc(questions.id))
      .limit(rowsPerPage),
  );
  for await (const page of found) {
    const { questionId, version, change, note, state, content, createdAt } = questionVersions;
    const versions = await ctx.db
      .select({
        questionId,
        version,
        change,
        note,
        state,
        content,
        byYou: sql<boolean>`coalesce(${questionVersions.changedBy} = ${input.actor.userId}, false)`,
        createdAt,
      })
      .from(questionVersions)
      .where(
        inArray(
          questionId,
          page.map(({ id }) => id),
        ),
      )
      .orderBy(asc(questionId), asc(version));
    const byQuestion = Map.groupBy(versions, (row) => row.questionId);
    yield page.map((question) => ({
      ...question,
      versions: (byQuestion.get(question.id) ?? []).map(({ questionId: _id, content: kept, ...rest }) => ({
        ...rest,
        content: { ...kept, reasoningRubric: keptReasoningRubric(kept) },
      })),
    }));
  }
}
