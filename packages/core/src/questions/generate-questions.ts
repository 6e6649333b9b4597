import { AppError, limits, type BloomLevel, type Difficulty, type GenerateParams, type QuestionType } from '@lectern/contract';
import { documentRevisions, documents, files, type Tx } from '@lectern/db';
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { checkCourse } from '../courses/find-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { acceptEndedJob, acceptJob } from '../jobs/accept-job.ts';
import { checkBudget } from '../models/check-budget.ts';
import type { Models } from '../ports/index.ts';
import { maxOutputTokens } from './ask-for-questions.ts';
import { countCalls, tokensPerCall } from './choose/plan-calls.ts';
import { hasPassages } from './choose/find-passages.ts';
import { findReusable, fingerprintOf, type ContentOf } from './reuse-set.ts';
import { shareTypes } from './share-types.ts';
import { spareFor } from './spare-questions.ts';

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
  verify?: boolean | undefined;
  reuse?: boolean | undefined;
}

export interface GenerateEstimate {
  calls: number;
  tokens: number;
  microdollars: number;
}

/** What a call that verifies reads and answers, roughly: the passages of its questions, and a verdict on each. */
const tokensToVerify = { input: 5_000, output: 900 } as const;

export interface GenerateCtx extends Ctx {
  models: Models;
  /** For how long a set is handed out again. */
  reuseWithinMs: number;
}

/**
 * Has questions written about documents of a course, all of its indexed ones by default. With `reuse` an equal set that was
 * made lately is handed out again: then the job has ended already.
 * Errors: `not_found`; `forbidden`; `course_has_no_text`; `budget_exceeded`; `invalid_request` with the field for foreign documents and
 * pages outside.
 */
export async function generateQuestions(
  ctx: GenerateCtx,
  input: GenerateQuestionsInput,
): Promise<{ jobId: string; estimate: GenerateEstimate }> {
  await checkCourse(ctx, { actor: input.actor, id: input.courseId, right: 'teach' });
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const indexed = await holdIndexed(tx, input);
    checkPages(input.pages, indexed);
    const params = paramsOf(input, indexed, ctx.models.chatModel);
    if (!(await hasPassages(tx, params))) {
      throw new AppError('course_has_no_text', 'There is no text on these pages', { fields: [{ path: 'pages', message: 'no text' }] });
    }
    const job = { kind: 'questions.generate', requestedBy: input.actor.userId, courseId: input.courseId, params } as const;
    const known = input.reuse ? await findReusable(tx, params, ctx.reuseWithinMs) : undefined;
    if (known) {
      const jobId = await acceptEndedJob(ctx, { ...job, result: known });
      await auditSet(ctx, input, jobId);
      return { jobId, estimate: { calls: 0, tokens: 0, microdollars: 0 } };
    }
    const estimate = estimateOf(params, ctx.models);
    // As much as the first call reserves, with what is asked for again.
    const needs = 2 * ctx.models.quote('chat', { inputTokens: tokensPerCall.input, outputTokens: maxOutputTokens });
    await checkBudget(ctx, { payerId: input.actor.userId, needs });
    const jobId = await acceptJob(ctx, { ...job, first: { stage: 'choose', tasks: [{ key: 'choose', payload: {} }] } });
    await auditSet(ctx, input, jobId);
    return { jobId, estimate };
  });
}

async function auditSet(ctx: TxCtx, { actor, courseId, count }: GenerateQuestionsInput, jobId: string): Promise<void> {
  await audit(ctx, { actor, action: 'questions.generated', subject: { type: 'course', id: courseId }, detail: { job_id: jobId, count } });
}

function paramsOf(input: GenerateQuestionsInput, indexed: readonly IndexedDocument[], model: string): GenerateParams {
  const params: GenerateParams = {
    courseId: input.courseId,
    count: input.count,
    types: [...new Set(input.types)],
    documentIds: indexed.map((document) => document.id),
    topics: input.topics ?? [],
    verify: input.verify ?? true,
    ...(input.difficulty && { difficulty: input.difficulty }),
    ...(input.bloom && { bloom: input.bloom }),
    ...(input.pages && { pages: input.pages }),
    ...(input.language && { language: input.language }),
  };
  return { ...params, fingerprint: fingerprintOf(params, indexed, model) };
}

interface IndexedDocument extends ContentOf {
  id: string;
  pageCount: number;
}

/** The documents to ask about. None of them can be marked as erased until the job is there; later its tasks look for the mark. */
async function holdIndexed(tx: Tx, input: GenerateQuestionsInput): Promise<IndexedDocument[]> {
  const found = await tx
    .select({ id: documents.id, revision: documents.revision, sha256: files.sha256, pageCount: documentRevisions.pageCount })
    .from(documents)
    .innerJoin(files, eq(files.id, documents.fileId))
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
  if (found.length === 0) {
    throw new AppError('course_has_no_text', undefined, {
      fields: [{ path: 'document_ids', message: 'the course has no indexed document' }],
    });
  }
  return found;
}

function checkPages(pages: GenerateQuestionsInput['pages'], indexed: readonly IndexedDocument[]): void {
  const last = Math.max(...indexed.map((document) => document.pageCount));
  if (!pages || pages.to <= last) return;
  throw new AppError('invalid_request', `The pages are outside the documents, which have ${last} at most`, {
    fields: [{ path: 'pages.to', message: `at most ${last}` }],
  });
}

/** What it takes when nothing has to be replaced, at the prices of the dearest model that may serve. */
function estimateOf(params: GenerateParams, models: Models): GenerateEstimate {
  const asked = spareFor(shareTypes(params.count, params.types), 0);
  const write = countCalls(asked);
  const verify = params.verify ? Math.ceil(asked.reduce((sum, { count }) => sum + count, 0) / limits.questionsPerVerify) : 0;
  const inputTokens = write * tokensPerCall.input + verify * tokensToVerify.input;
  const outputTokens = write * tokensPerCall.output + verify * tokensToVerify.output;
  return {
    calls: write + verify,
    tokens: inputTokens + outputTokens,
    microdollars: models.quote('chat', { inputTokens, outputTokens }),
  };
}
