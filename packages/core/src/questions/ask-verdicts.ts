import { AppError } from '@lectern/contract';
import { chunks, pages } from '@lectern/db';
import { and, eq, gte, lte } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { findQuote } from '../documents/text/find-quote.ts';
import type { TaskRun } from '../jobs/types.ts';
import { answerOnce } from '../models/answer-once.ts';
import type { PaidModels } from '../models/models-for.ts';
import { judgeVerdict, type Judgement, type JudgedQuestion } from './judge-verdict.ts';
import type { PromptPassage } from './prompt.ts';
import { readSources } from './read-sources.ts';
import {
  type AskedQuestion,
  askedQuestion,
  Verdict,
  verifyMessage,
  verifyPromptVersion,
  verifyPurpose,
  verifySystem,
} from './verify-prompt.ts';

const maxOutputTokens = 3_000;

/** A question that is to be answered again, and where its evidence stands. */
export interface QuestionToVerify {
  id: string;
  question: JudgedQuestion & { language: string };
  passage: EvidencePlace;
}

export interface EvidencePlace {
  documentId: string;
  revision: number;
  page: number;
  quote: string;
}

/**
 * Has questions answered again by a call that sees passage, stem and options but not the key, and compares. At most
 * `limits.questionsPerVerify` at a time. The judgements are by the questions' ids. Errors: those of the models.
 */
export async function askVerdicts(
  ctx: Ctx,
  models: PaidModels,
  task: TaskRun,
  questions: readonly QuestionToVerify[],
): Promise<Map<string, Judgement>> {
  const passages = await readPassages(ctx, questions);
  const asked = questions.map(({ id, question, passage }, at) => ({
    id,
    question,
    asked: askedQuestion(`q${at + 1}`, question, passages.get(placeOf(passage))?.name ?? ''),
  }));
  const verdicts = await answerOnce(
    ctx,
    task,
    {
      purpose: verifyPurpose,
      model: models.chatModel,
      promptVersion: verifyPromptVersion,
      input: `${task.taskId}\n${questions.map(({ id }) => id).join('\n')}`,
      documentIds: questions.map(({ passage }) => passage.documentId),
      item: Verdict,
    },
    () =>
      askVerifier(
        models,
        { language: questions[0]?.question.language ?? null, passages: [...new Set(passages.values())] },
        asked.map((one) => one.asked),
        task.signal,
      ),
  );
  return new Map(
    asked.map(({ id, question, asked: shown }) => [
      id,
      judgeVerdict(
        question,
        verdicts.find((verdict) => verdict.question === shown.id),
        shown,
      ),
    ]),
  );
}

/** One call, and one for what was lost of its answer. Error: `model_unusable_output` where it speaks of none of the questions. */
async function askVerifier(
  models: PaidModels,
  { language, passages }: { language: string | null; passages: readonly PromptPassage[] },
  asked: readonly AskedQuestion[],
  signal: AbortSignal,
): Promise<Verdict[]> {
  const messageFor = (questions: readonly AskedQuestion[]) => verifyMessage({ language }, passages, questions);
  const { items } = await models.writeItems(
    {
      purpose: verifyPurpose,
      system: verifySystem,
      user: messageFor(asked),
      item: Verdict,
      maxOutputTokens,
      again: {
        count: asked.length,
        message: (kept) => messageFor(asked.filter(({ id }) => kept.every((verdict) => verdict.question !== id))),
      },
    },
    { signal },
  );
  const known = items.filter((verdict) => asked.some(({ id }) => id === verdict.question));
  if (known.length === 0) throw new AppError('model_unusable_output');
  return known;
}

function placeOf({ documentId, revision, page, quote }: EvidencePlace): string {
  return `${documentId}:${revision}:${page}:${quote}`;
}

/** The passage of each question, by the place of its evidence: passages that several questions share are shown once. */
async function readPassages(ctx: Ctx, questions: readonly QuestionToVerify[]): Promise<Map<string, PromptPassage>> {
  const named = new Map<string, PromptPassage>();
  const byPlace = new Map<string, PromptPassage>();
  for (const { passage } of questions) {
    const found = await findPassage(ctx, passage);
    const known = named.get(found.text) ?? { ...found, name: `p${named.size + 1}` };
    named.set(found.text, known);
    byPlace.set(placeOf(passage), known);
  }
  return byPlace;
}

/** The passage that holds the quote; the page, where the quote runs over the end of one, or its passages are gone since. */
async function findPassage(ctx: Ctx, { documentId, revision, page, quote }: EvidencePlace): Promise<Omit<PromptPassage, 'name'>> {
  const around = await readSources(
    ctx,
    and(eq(chunks.documentId, documentId), eq(chunks.revision, revision), lte(chunks.pageFrom, page), gte(chunks.pageTo, page)),
  );
  const holding = around.find(({ text }) => findQuote(text, quote));
  if (holding) return holding;
  const [whole] = await ctx.db
    .select({ text: pages.text })
    .from(pages)
    .where(and(eq(pages.documentId, documentId), eq(pages.revision, revision), eq(pages.page, page)));
  return { pageFrom: page, pageTo: page, heading: null, text: whole?.text ?? quote };
}
