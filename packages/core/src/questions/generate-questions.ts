import { AppError, type BloomLevel, type Difficulty, type GenerateParams, type QuestionType } from '@lectern/contract';
import { documentRevisions, documents, type Tx } from '@lectern/db';
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { checkCourse } from '../courses/find-course.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { findPassages, planCalls } from './choose-passages.ts';
import { shareTypes } from './share-types.ts';

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
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const indexed = await holdIndexed(tx, input);
    checkPages(input.pages, indexed);
    const params = paramsOf(input, indexed);
    const passages = await findPassages(tx, params);
    if (passages.length === 0) throw new AppError('course_has_no_text', 'There is no text on these pages');
    const calls = planCalls(passages, shareTypes(params.count, params.types), 0);
    const jobId = await acceptJob(ctx, {
      kind: 'questions.generate',
      requestedBy: input.actor.userId,
      courseId: input.courseId,
      params,
      first: { stage: 'write', tasks: calls },
    });
    return { jobId, estimate: estimateOf(calls.map((call) => call.payload.chunkIds.length)) };
  });
}

function paramsOf(input: GenerateQuestionsInput, indexed: readonly IndexedDocument[]): GenerateParams {
  return {
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
}

interface IndexedDocument {
  id: string;
  pageCount: number;
}

/** The documents to ask about. None of them can be marked as erased until the job is there; later its tasks look for the mark. */
async function holdIndexed(tx: Tx, input: GenerateQuestionsInput): Promise<IndexedDocument[]> {
  const found = await tx
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
    .orderBy(documents.id)
    .for('share', { of: documents });
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
