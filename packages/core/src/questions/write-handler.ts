import { createHash } from 'node:crypto';
import { AppError, type GenerateParams, QuestionType, type RejectReason } from '@lectern/contract';
import { chunks, documents, modelAnswers, pages, questions } from '@lectern/db';
import { and, asc, between, desc, eq, inArray, isNull } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Ctx } from '../ctx.ts';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { recordCalls } from '../models/record-calls.ts';
import type { WorkDeps } from '../work-deps.ts';
import { bankStates } from './bank-states.ts';
import { checkCandidate, type CheckedQuestion, type SourcePassage } from './check-candidate.ts';
import { cleanWritten } from './clean-written.ts';
import { holdDocuments } from './hold-documents.ts';
import { promptVersion, writeMessage, writePurpose, writeSystem, WrittenQuestion } from './prompt.ts';
import { readParams } from './read-params.ts';

type WriteTask = TaskRun<'questions.write'>;

/** Stems that are told to the model, newest first. */
const maxAvoid = 40;
const maxOutputTokens = 4_000;

interface SourceChunk {
  id: string;
  documentId: string;
  revision: number;
  pageFrom: number;
  pageTo: number;
  heading: string | null;
  text: string;
}

/** One call: passages in, candidates out, each with its evidence found on the page or with the reason why it is none. */
export const writeQuestions: TaskHandler<'questions.write', WorkDeps> = async ({ ctx, models }, task) => {
  const sources = await readChunks(ctx, task.payload.chunkIds);
  if (sources.length === 0) throw new AppError('source_deleted');
  const params = await readParams(ctx.db, task.jobId);
  const message = writeMessage(
    {
      count: task.payload.want.reduce((sum, { count }) => sum + count, 0),
      want: task.payload.want,
      difficulty: params.difficulty ?? null,
      bloom: params.bloom ?? null,
      topics: params.topics,
      language: params.language ?? null,
      avoid: await readStems(ctx, params.courseId, sources),
      salt: task.taskId,
    },
    sources.map((source, index) => ({ ...source, name: `p${index + 1}` })),
  );
  const documentIds = sources.map((source) => source.documentId);
  const written = await answerOnce(ctx, task, { model: models.chatModel, documentIds }, () =>
    recordCalls(ctx, task, () =>
      models.writeItems(
        { purpose: writePurpose, system: writeSystem, user: message, item: WrittenQuestion, maxOutputTokens },
        { signal: task.signal },
      ),
    ),
  );
  const passages = await readPassagePages(ctx, sources, params.pages);
  const rows = written.map((question, ordinal) => toRow(task, params.courseId, ordinal, question, findSource(task, question, passages)));
  return async (tx) => {
    await holdDocuments(tx, documentIds);
    if (rows.length > 0)
      await tx
        .insert(questions)
        .values(rows)
        .onConflictDoNothing({ target: [questions.taskId, questions.ordinal] });
  };
};

async function readChunks(ctx: Ctx, ids: readonly string[]): Promise<SourceChunk[]> {
  return ctx.db
    .select({
      id: chunks.id,
      documentId: chunks.documentId,
      revision: chunks.revision,
      pageFrom: chunks.pageFrom,
      pageTo: chunks.pageTo,
      heading: chunks.heading,
      text: chunks.text,
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(inArray(chunks.id, [...ids]), isNull(documents.deletedAt)))
    .orderBy(asc(chunks.documentId), asc(chunks.ordinal));
}

/** What is asked already about these documents. */
async function readStems(ctx: Ctx, courseId: string, sources: readonly SourceChunk[]): Promise<string[]> {
  const documentIds = [...new Set(sources.map((source) => source.documentId))];
  const rows = await ctx.db
    .select({ stem: questions.stem })
    .from(questions)
    .where(and(eq(questions.courseId, courseId), inArray(questions.documentId, documentIds), inArray(questions.state, [...bankStates])))
    .orderBy(desc(questions.id))
    .limit(maxAvoid);
  return rows.map(({ stem }) => stem);
}

/** The pages of each passage, by the name it has in the prompt; of a passage that goes beyond the pages asked for, only these. */
async function readPassagePages(
  ctx: Ctx,
  sources: readonly SourceChunk[],
  asked: GenerateParams['pages'],
): Promise<Map<string, SourcePassage>> {
  const passages = new Map<string, SourcePassage>();
  for (const [index, { documentId, revision, pageFrom, pageTo }] of sources.entries()) {
    const [from, to] = [Math.max(pageFrom, asked?.from ?? pageFrom), Math.min(pageTo, asked?.to ?? pageTo)];
    const found = await ctx.db
      .select({ page: pages.page, text: pages.text })
      .from(pages)
      .where(and(eq(pages.documentId, documentId), eq(pages.revision, revision), between(pages.page, from, to)))
      .orderBy(asc(pages.page));
    passages.set(`p${index + 1}`, { documentId, revision, pages: found });
  }
  return passages;
}

/** A task that runs again, because its worker died after the call, does not pay for it again. */
async function answerOnce(
  ctx: Ctx,
  task: WriteTask,
  about: { model: string; documentIds: readonly string[] },
  ask: () => Promise<{ items: WrittenQuestion[] }>,
): Promise<WrittenQuestion[]> {
  // By the task and not by the message: what is in the bank, and so the message, may have changed since.
  const inputHash = createHash('sha256').update(`${task.taskId}\n${task.payload.batch}`).digest('hex');
  const ownerId = task.billedTo ?? task.requestedBy;
  const place = { ownerId, purpose: writePurpose, model: about.model, promptVersion, inputHash };
  const [known] = await ctx.db
    .select({ answer: modelAnswers.answer })
    .from(modelAnswers)
    .where(
      and(
        eq(modelAnswers.ownerId, place.ownerId),
        eq(modelAnswers.purpose, place.purpose),
        eq(modelAnswers.model, about.model),
        eq(modelAnswers.promptVersion, promptVersion),
        eq(modelAnswers.inputHash, inputHash),
      ),
    );
  const remembered = z.array(WrittenQuestion).safeParse(known?.answer);
  if (remembered.success) return remembered.data;
  const { items } = await ask();
  const answer = items.map(cleanWritten);
  await task.commit(async (tx) => {
    await holdDocuments(tx, about.documentIds);
    await tx
      .insert(modelAnswers)
      .values({ ...place, jobId: task.jobId, answer })
      .onConflictDoNothing();
  });
  return answer;
}

interface FoundSource {
  source: SourcePassage;
  checked: CheckedQuestion | RejectReason;
}

/** The passage that holds the quote: the named one, or another of the call, since models mix up names. */
function findSource(task: WriteTask, question: WrittenQuestion, passages: ReadonlyMap<string, SourcePassage>): FoundSource {
  const types = task.payload.want.map(({ type }) => QuestionType.parse(type));
  const named = passages.get(question.passage);
  const others = [...passages.values()].filter((passage) => passage !== named);
  const tried = [...(named ? [named] : []), ...others].map((source) => ({ source, checked: checkCandidate(question, source, types) }));
  const found = tried.find(({ checked }) => checked !== 'no_evidence') ?? tried[0];
  if (!found) throw new AppError('source_deleted');
  return found;
}

/** A candidate, or a discarded one with its reason. */
function toRow(
  task: WriteTask,
  courseId: string,
  ordinal: number,
  question: WrittenQuestion,
  found: FoundSource,
): typeof questions.$inferInsert {
  const { source, checked } = found;
  const { type, stem, explanation, difficulty, bloom, topic, language } = question;
  const common = {
    id: uuidv7(),
    courseId,
    jobId: task.jobId,
    taskId: task.taskId,
    ordinal,
    documentId: source.documentId,
    revision: source.revision,
    type,
    stem: stem.trim(),
    explanation,
    difficulty,
    bloom,
    topic,
    language,
  };
  if (typeof checked !== 'string') return { ...common, ...checked, state: 'candidate' };
  const page = source.pages[0]?.page ?? 0;
  return { ...common, page, quote: question.quote, options: question.options, answer: '', state: 'discarded', discardReason: checked };
}
