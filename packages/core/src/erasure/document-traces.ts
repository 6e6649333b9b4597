import {
  chunks,
  documentRevisions,
  documents,
  idempotencyKeys,
  jobs,
  modelAnswers,
  pages,
  questions,
  sections,
  type DbOrTx,
} from '@lectern/db';
import { eq, inArray, notInArray, sql, type SQL } from 'drizzle-orm';
import { all, any, type Trace } from './traces.ts';

const seen = ['draft', 'approved', 'rejected'] as const;

interface OfDocuments {
  documentIds: readonly string[];
  /** Of all of them; null when it is erased with them, and its jobs with it. */
  courseId: string | null;
}

/** Some documents with all that was made of them. */
export function documentTraces(db: DbOrTx, { documentIds, courseId }: OfDocuments): Trace[] {
  const ids = [...documentIds];
  if (ids.length === 0) return [];
  const asked = db.select({ id: jobs.id }).from(jobs).where(workOn(ids, courseId));
  return [
    { table: idempotencyKeys, which: tellOf(ids) },
    { table: modelAnswers, which: inArray(modelAnswers.jobId, asked), counted: 'modelAnswers' },
    { table: questions, which: all(inArray(questions.documentId, ids), inArray(questions.state, [...seen])), counted: 'questions' },
    // Written and never seen by anybody.
    { table: questions, which: all(inArray(questions.documentId, ids), notInArray(questions.state, [...seen])) },
    { table: sections, which: inArray(sections.documentId, ids) },
    { table: chunks, which: inArray(chunks.documentId, ids), counted: 'chunks' },
    { table: pages, which: inArray(pages.documentId, ids), counted: 'pages' },
    { table: documentRevisions, which: inArray(documentRevisions.documentId, ids) },
    { table: documents, which: inArray(documents.id, ids), counted: 'documents' },
  ];
}

/**
 * Jobs that asked about the documents, and those that read them, whichever revision: their answers sum up its sections. Answers
 * are only there so that nobody pays twice; those of a job that asks about other documents too go as well.
 */
function workOn(ids: string[], courseId: string | null): SQL {
  const list = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  );
  const asking = sql`${jobs.params} -> 'documentIds' ?| array[${list}]::text[]`;
  if (courseId === null) return asking;
  // The course first: jobs have an index on it, and none on what they read.
  return any(asking, all(eq(jobs.courseId, courseId), sql`${jobs.params} ->> 'documentId' in (${list})`));
}

/** Answers that are kept, for a day, for a repeated request: that to an upload holds the file's name. */
export function tellOf(ids: readonly string[]): SQL {
  return sql`${idempotencyKeys.body}::text ~ ${ids.join('|')}`;
}
