import {
  askedQuestions,
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
  type Tx,
} from '@lectern/db';
import { eq, inArray, notInArray, sql, type SQL } from 'drizzle-orm';
import { all, any, type Trace } from './traces.ts';

const seen = ['draft', 'approved', 'rejected'] as const;

interface OfDocuments {
  documentIds: readonly string[];
  /** Of all of them; null when it is erased with them, and its jobs with it. */
  courseId: string | null;
}

/** Some documents with all that was made of them; of what students were asked about them only where it stood. */
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
    { table: askedQuestions, which: inArray(askedQuestions.documentId, ids), forget: (tx) => forgetEvidence(tx, ids) },
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

/**
 * What students were asked, and what was right, stays with their answers. What it was proved by goes, and with it what of the same
 * words stands in the explanations.
 */
async function forgetEvidence(tx: Tx, ids: string[]): Promise<{ count: number }> {
  const { content } = askedQuestions;
  const without = (text: SQL) => sql`replace(${text}, ${content} ->> 'quote', '…')`;
  const options = sql`(
    select coalesce(jsonb_agg(option || jsonb_build_object('reason', ${without(sql`option ->> 'reason'`)}) order by place), '[]')
    from jsonb_array_elements(${content} -> 'options') with ordinality as listed (option, place)
  )`;
  const explanation = without(sql`${content} ->> 'explanation'`);
  const forgotten = sql`jsonb_build_object('quote', '', 'page', 0, 'explanation', ${explanation}, 'options', ${options})`;
  return tx
    .update(askedQuestions)
    .set({ documentId: null, content: sql`${content} || ${forgotten}` })
    .where(inArray(askedQuestions.documentId, ids));
}
