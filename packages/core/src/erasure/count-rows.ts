import {
  apiKeys,
  auditEntries,
  budgetReservations,
  chunks,
  courseMembers,
  courses,
  credentials,
  documentRevisions,
  documents,
  idempotencyKeys,
  invitations,
  jobs,
  logins,
  modelAnswers,
  ownerTokens,
  pages,
  questions,
  questionVersions,
  sections,
  users,
  verifications,
  type DbOrTx,
} from '@lectern/db';
import { erasureKinds } from '@lectern/contract';
import { and, eq, inArray, isNotNull, ne, notInArray, or, sql } from 'drizzle-orm';
import { tellsWho, theirEntries } from './remove-account-rows.ts';

/** How many rows there are that hold something of one of these documents. */
export async function countDocumentRows(db: DbOrTx, documentIds: readonly string[]): Promise<number> {
  const ids = [...documentIds];
  const list = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  );
  const asked = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(sql`${jobs.params} -> 'documentIds' ?| array[${list}]`, notInArray(jobs.kind, erasureKinds)));
  return sum([
    db.$count(documents, inArray(documents.id, ids)),
    db.$count(documentRevisions, inArray(documentRevisions.documentId, ids)),
    db.$count(pages, inArray(pages.documentId, ids)),
    db.$count(chunks, inArray(chunks.documentId, ids)),
    db.$count(sections, inArray(sections.documentId, ids)),
    db.$count(questions, inArray(questions.documentId, ids)),
    db.$count(modelAnswers, inArray(modelAnswers.jobId, asked)),
  ]);
}

/** How many rows there are that hold something of one of these courses. Receipts do not: they hold counts and ids. */
export async function countCourseRows(db: DbOrTx, courseIds: readonly string[]): Promise<number> {
  const ids = [...courseIds];
  return sum([
    db.$count(courses, inArray(courses.id, ids)),
    db.$count(documents, inArray(documents.courseId, ids)),
    db.$count(questions, inArray(questions.courseId, ids)),
    db.$count(courseMembers, inArray(courseMembers.courseId, ids)),
    db.$count(jobs, and(inArray(jobs.courseId, ids), notInArray(jobs.kind, erasureKinds))),
  ]);
}

/** How many rows there are that tell something of a person; `exceptJobId` is the job that erases, which may be theirs. */
export async function countAccountRows(db: DbOrTx, userId: string, exceptJobId: string): Promise<number> {
  return sum([
    db.$count(users, and(eq(users.id, userId), tellsWho)),
    db.$count(credentials, eq(credentials.userId, userId)),
    db.$count(logins, eq(logins.userId, userId)),
    db.$count(apiKeys, eq(apiKeys.userId, userId)),
    db.$count(ownerTokens, eq(ownerTokens.userId, userId)),
    db.$count(verifications, sql`strpos(${verifications.identifier} || ' ' || ${verifications.value}, ${userId}) > 0`),
    db.$count(invitations, or(eq(invitations.createdBy, userId), eq(invitations.usedBy, userId))),
    db.$count(courses, eq(courses.ownerId, userId)),
    db.$count(courseMembers, eq(courseMembers.userId, userId)),
    db.$count(idempotencyKeys, eq(idempotencyKeys.userId, userId)),
    db.$count(modelAnswers, eq(modelAnswers.ownerId, userId)),
    db.$count(budgetReservations, eq(budgetReservations.payerId, userId)),
    db.$count(questionVersions, eq(questionVersions.changedBy, userId)),
    db.$count(jobs, and(eq(jobs.requestedBy, userId), ne(jobs.id, exceptJobId))),
    db.$count(auditEntries, and(isNotNull(auditEntries.address), theirEntries(userId))),
  ]);
}

async function sum(counts: PromiseLike<number>[]): Promise<number> {
  let total = 0;
  for (const count of counts) total += await count;
  return total;
}
