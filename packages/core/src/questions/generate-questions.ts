import { AppError, type BloomLevel, type Difficulty, type GenerateParams, type QuestionType } from '@lectern/contract';
import { documentRevisions, documents, type DbOrTx } from '@lectern/db';
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { checkCourse } from '../courses/find-course.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { planCalls, readPassages } from './choose-passages.ts';

interface GenerateQuestionsInput {
  actor: Actor;
  courseId: string;
  count: number;
  types: QuestionType[];
  difficulty?: Difficulty | undefined;
  bloom?: BloomLevel | undefined;
  documentIds?: string[] | undefined;
  pages?: { from: number; to: number } | undefined;
  topics?: string[] | undefined;
  language?: string | undefined;
}

export interface GenerateEstimate {
  calls: number;
  tokens: number;
  microdollars: number;
}

/** Instructions, schema and what comes back, beside the passages themselves. */
const tokensAroundACall = 2_500;
const tokensPerPassage = 240;

/**
 * Has questions written about documents of a course, all of its indexed ones by default.
 * Errors: `not_found`; `course_has_no_text`; `invalid_request` with the field for foreign documents and pages outside.
 */
export async function generateQuestions(ctx: Ctx, input: GenerateQuestionsInput): Promise<{ jobId: string; estimate: GenerateEstimate }> {
  await checkCourse(ctx, { actor: input.actor, id: input.courseId });
  const indexed = await findIndexed(reader(ctx), input);
  checkPages(input.pages, indexed);
  const params: GenerateParams = {
    courseId: input.courseId,
    count: input.count,
    types: [...new Set(input.types)],
    documentIds: indexed.map((document) => document.id),
    topics: input.topics ?? [],
    ...(input.difficulty && { difficulty: input.difficulty }),
    ...(input.bloom && { bloom: input.bloom }),
    ...(input.pages && { pages: input.pages }),
    ...(input.language && { language: input.language }),
  };
  const passages = await readPassages(reader(ctx), params);
  if (passages.length === 0) throw new AppError('course_has_no_text', 'There is no text on these pages');
  const calls = planCalls(passages, params.count, params.types, 0);
  const jobId = await inTransaction(ctx, (ctx) =>
    acceptJob(ctx, {
      kind: 'questions.generate',
      requestedBy: input.actor.userId,
      courseId: input.courseId,
      params,
      first: { stage: 'write', tasks: calls },
    }),
  );
  return { jobId, estimate: estimateOf(calls.map((call) => call.payload.chunkIds.length)) };
}

interface IndexedDocument {
  id: string;
  pageCount: number;
}

async function findIndexed(db: DbOrTx, input: GenerateQuestionsInput): Promise<IndexedDocument[]> {
  const found = await db
    .select({ id: documents.id, pageCount: documentRevisions.pageCount })
    .from(documents)
    .innerJoin(documentRevisions, and(eq(documentRevisions.documentId, documents.id), eq(documentRevisions.revision, documents.revision)))
    .where(
      and(
        eq(documents.courseId, input.courseId),
        isNull(documents.deletedAt),
        isNotNull(documents.revision),
        input.documentIds && inArray(documents.id, input.documentIds),
      ),
    )
    .orderBy(documents.id);
  const missing = input.documentIds?.findIndex((id) => !found.some((document) => document.id === id)) ?? -1;
  if (missing >= 0) {
    throw new AppError('invalid_request', 'One of the documents is not in this course, or not indexed yet', {
      fields: [{ path: `document_ids.${missing}`, message: 'no indexed document of this course' }],
    });
  }
  if (found.length === 0) throw new AppError('course_has_no_text');
  return found;
}

function checkPages(pages: GenerateQuestionsInput['pages'], indexed: readonly IndexedDocument[]): void {
  const last = Math.max(...indexed.map((document) => document.pageCount));
  if (!pages || pages.to <= last) return;
  throw new AppError('invalid_request', `The pages are outside the documents, which have ${last} at most`, {
    fields: [{ path: 'pages.to', message: `at most ${last}` }],
  });
}

/** What it may take; nothing is charged for the built-in model, and prices of others are not known here yet. */
function estimateOf(passagesPerCall: readonly number[]): GenerateEstimate {
  const tokens = passagesPerCall.reduce((sum, passages) => sum + tokensAroundACall + passages * tokensPerPassage, 0);
  return { calls: passagesPerCall.length, tokens, microdollars: 0 };
}
