import { AppError, type BloomLevel, type Difficulty, type GenerateParams, type QuestionType, type RejectReason } from '@lectern/contract';
import { questions } from '@lectern/db';
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { PaidModels } from '../models/models-for.ts';
import { bankStates } from './bank-states.ts';
import { checkCandidate, type CheckedQuestion, type SourcePassage } from './check-candidate.ts';
import { cleanWritten } from './clean-written.ts';
import { schemaFor, writeMessage, writePurpose, writeSystem, type WrittenQuestion } from './prompt.ts';
import { readKeyTerms, readPassagePages, toPromptPassages, type SourceChunk } from './read-sources.ts';
import type { TypeCount } from './share-types.ts';

/** Stems that are told to the model, newest first. */
const maxAvoid = 40;
export const maxOutputTokens = 4_000;

/** What one call is to write. */
export interface WantedQuestions {
  courseId: string;
  /** The job that has chosen the passages, and with them what to ask about. */
  jobId?: string | undefined;
  want: readonly TypeCount[];
  difficulty?: Difficulty | undefined;
  bloom?: BloomLevel | undefined;
  language?: string | undefined;
  topics: readonly string[];
  /** What a teacher wants otherwise than before. */
  hint?: string | undefined;
  /** Stems that must not come again, beside those that are asked about these documents already. */
  avoid?: readonly string[] | undefined;
  /** Makes a repeated request another one. */
  salt: string;
}

/** One call: passages in, questions out as the model wrote them. Errors: those of the models. */
export async function askForQuestions(
  ctx: Ctx,
  models: PaidModels,
  wanted: WantedQuestions,
  sources: readonly SourceChunk[],
  signal: AbortSignal,
): Promise<WrittenQuestion[]> {
  const [stems, keyTerms] = await Promise.all([readStems(ctx, wanted.courseId, sources), readKeyTerms(ctx, wanted.jobId, sources)]);
  const avoid = [...new Set([...(wanted.avoid ?? []), ...stems])];
  const passages = toPromptPassages(sources);
  const messageFor = (want: readonly TypeCount[], known: readonly string[]): string =>
    writeMessage(
      {
        count: countOf(want),
        want: [...want],
        difficulty: wanted.difficulty ?? null,
        bloom: wanted.bloom ?? null,
        topics: [...wanted.topics],
        language: wanted.language ?? null,
        key_terms: keyTerms,
        avoid: [...known],
        hint: wanted.hint ?? null,
        salt: wanted.salt,
      },
      passages,
    );
  const { items } = await models.writeItems(
    {
      purpose: writePurpose,
      system: writeSystem,
      user: messageFor(wanted.want, avoid),
      item: schemaFor(wanted.want.map(({ type }) => type)),
      maxOutputTokens,
      again: {
        count: countOf(wanted.want),
        message: (kept) => messageFor(without(wanted.want, kept), [...kept.map(({ stem }) => stem), ...avoid]),
      },
    },
    { signal },
  );
  return items.map(cleanWritten);
}

function countOf(want: readonly TypeCount[]): number {
  return want.reduce((sum, { count }) => sum + count, 0);
}

/** What is still wanted when these are there. */
function without(want: readonly TypeCount[], kept: readonly WrittenQuestion[]): TypeCount[] {
  return want
    .map(({ type, count }) => ({ type, count: count - kept.filter((question) => question.type === type).length }))
    .filter(({ count }) => count > 0);
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

/** A written question with its evidence found on a page, or with the reason why it is none. */
export interface FoundQuestion {
  question: WrittenQuestion;
  source: SourcePassage;
  checked: CheckedQuestion | RejectReason;
}

/** The checks that need no model. Evidence counts on the pages that were asked for only. Error: `source_deleted`. */
export async function checkWritten(
  ctx: Ctx,
  written: readonly WrittenQuestion[],
  sources: readonly SourceChunk[],
  asked: { types: readonly QuestionType[]; pages?: GenerateParams['pages'] } & Pick<WantedQuestions, 'difficulty' | 'bloom' | 'language'>,
): Promise<FoundQuestion[]> {
  const passages = await readPassagePages(ctx, sources, asked.pages);
  return written.map((question) => {
    // The named passage, or another of the call, since models mix up names.
    const named = passages.get(question.passage);
    const others = [...passages.values()].filter((passage) => passage !== named);
    const tried = [...(named ? [named] : []), ...others].map((source) => ({ source, checked: checkCandidate(question, source, asked) }));
    const found = tried.find(({ checked }) => checked !== 'no_evidence') ?? tried[0];
    if (!found) throw new AppError('source_deleted');
    return { question, ...found };
  });
}
