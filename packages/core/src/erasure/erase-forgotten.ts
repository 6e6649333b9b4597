import { courses, documents, jobs, users, type DbOrTx } from '@lectern/db';
import { and, eq, exists, inArray, isNull, lt, notExists, or, sql, type SQL } from 'drizzle-orm';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { tellsWho } from './account-traces.ts';
import { acceptAccountErasure } from './erase-account.ts';
import { acceptCourseErasure } from './erase-course.ts';
import { acceptDocumentErasure } from './erase-document.ts';

/** Whoever marks something accepts the job in the same transaction; this is only for what has lost its job since. */
const markedLongAgo = sql`now() - interval '5 minutes'`;
/** In one go; the next hour takes more. */
const atMost = 500;

interface Forgotten {
  id: string;
  accept: (ctx: TxCtx) => Promise<string>;
}

/** All of a kind, or only one if it is. */
type Find = (db: DbOrTx, id?: string) => Promise<Forgotten[]>;

/**
 * What is marked as erased, is still there, and has no erasure at work on it gets one: nothing stays half erased. Somebody's
 * courses go with their account, and documents with their course. Returns how many were begun.
 */
export async function eraseForgotten(ctx: Ctx): Promise<number> {
  let begun = 0;
  for (const find of [findAccounts, findCourses, findDocuments]) {
    for (const { id } of await find(ctx.db)) {
      try {
        begun += await beginAgain(ctx, find, id);
      } catch (error) {
        ctx.log.warn({ err: error, id }, 'an erasure could not be begun again; it is tried again in an hour');
      }
    }
  }
  return begun;
}

/** Looks once more, one process at a time: two that sweep begin one job. */
async function beginAgain(ctx: Ctx, find: Find, id: string): Promise<0 | 1> {
  return inTransaction(ctx, async (ctx) => {
    await ctx.open.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`erase ${id}`}, 0))`);
    const [forgotten] = await find(ctx.open.tx, id);
    await forgotten?.accept(ctx);
    return forgotten ? 1 : 0;
  });
}

async function findAccounts(db: DbOrTx, id?: string): Promise<Forgotten[]> {
  const owned = db.select({ id: courses.id }).from(courses).where(eq(courses.ownerId, users.id));
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        lt(users.erasedAt, markedLongAgo),
        or(tellsWho, exists(owned)),
        notExists(accountErasureAtWork(db)),
        id === undefined ? undefined : eq(users.id, id),
      ),
    )
    .limit(atMost);
  return found.map(({ id }) => ({ id, accept: (ctx) => acceptAccountErasure(ctx, { id, requestedBy: id }) }));
}

async function findCourses(db: DbOrTx, id?: string): Promise<Forgotten[]> {
  const found = await db
    .select({ id: courses.id, requestedBy: courses.ownerId })
    .from(courses)
    .innerJoin(users, eq(users.id, courses.ownerId))
    .where(
      and(
        lt(courses.deletedAt, markedLongAgo),
        isNull(users.erasedAt),
        notExists(atWork(db, sql`${jobs.kind} = 'courses.erase' and ${jobs.params} ->> 'courseId' = ${courses.id}::text`)),
        id === undefined ? undefined : eq(courses.id, id),
      ),
    )
    .limit(atMost);
  return found.map((course) => ({ id: course.id, accept: (ctx) => acceptCourseErasure(ctx, course) }));
}

async function findDocuments(db: DbOrTx, id?: string): Promise<Forgotten[]> {
  const found = await db
    .select({ id: documents.id, courseId: courses.id, requestedBy: courses.ownerId })
    .from(documents)
    .innerJoin(courses, eq(courses.id, documents.courseId))
    .where(
      and(
        lt(documents.deletedAt, markedLongAgo),
        isNull(courses.deletedAt),
        notExists(atWork(db, sql`${jobs.kind} = 'documents.erase' and ${jobs.params} ->> 'documentId' = ${documents.id}::text`)),
        id === undefined ? undefined : eq(documents.id, id),
      ),
    )
    .limit(atMost);
  return found.map((document) => ({ id: document.id, accept: (ctx) => acceptDocumentErasure(ctx, document) }));
}

/** Within a query over users: the erasure of their account that is under way. */
export function accountErasureAtWork(db: DbOrTx) {
  return atWork(db, sql`${jobs.kind} = 'accounts.erase' and ${jobs.params} ->> 'userId' = ${users.id}::text`);
}

/** Of erasures, those under way; one that failed goes on by itself. */
function atWork(db: DbOrTx, ofIt: SQL) {
  return db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(inArray(jobs.state, ['queued', 'running', 'failed']), ofIt));
}
