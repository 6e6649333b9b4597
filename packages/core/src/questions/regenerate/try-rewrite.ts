import type { RegenerateParams, RejectReason } from '@lectern/contract';
import type { QuestionContent } from '@lectern/db';
import type { TaskRun } from '../../jobs/types.ts';
import { answerOnce } from '../../models/answer-once.ts';
import { modelsFor } from '../../models/models-for.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { askForQuestions, checkWritten, type FoundQuestion } from '../ask-for-questions.ts';
import { askVerdicts } from '../ask-verdicts.ts';
import { compareWithBank } from '../compare-with-bank.ts';
import { promptVersion, writePurpose, WrittenQuestion } from '../prompt.ts';
import { printOf, type QuestionPrint } from '../question-print.ts';
import type { QuestionRow } from '../question-view.ts';
import type { SourceChunk } from '../read-sources.ts';
import { contentOfWritten, isSameContent } from './written-content.ts';

export type RewriteTask = TaskRun<'question.rewrite'>;

/** What passed, with all that the bank needs of it. */
export interface Rewritten {
  content: QuestionContent;
  print: QuestionPrint;
  vector: number[] | null;
  embeddingModel: string;
  /** Ids of the bank's questions that it was compared with. */
  seen: Set<string>;
}

/** What did not pass, as it is kept beside its reason. */
export interface TurnedDown {
  content: QuestionContent;
  reason: RejectReason;
  note: string | null;
}

interface RewriteInput {
  question: QuestionRow;
  hint: RegenerateParams['hint'];
  sources: readonly SourceChunk[];
  /** Tells one try of the task from another. */
  attempt: string;
}

/** One call that writes, and the checks of what came of it: the first that passes them all, and those that did not. */
export async function tryRewrite(
  deps: WorkDeps,
  task: RewriteTask,
  input: RewriteInput,
): Promise<{ rewritten?: Rewritten; turnedDown: TurnedDown[] }> {
  const turnedDown: TurnedDown[] = [];
  for (const [index, found] of (await write(deps, task, input)).entries()) {
    const checked = await check(deps, task, input, found, `${input.attempt}:${index}`);
    if ('print' in checked) return { rewritten: checked, turnedDown };
    turnedDown.push(checked);
  }
  return { turnedDown };
}

/** More than the one that was asked for is looked at only so far. */
const mostLookedAt = 2;

async function write(
  { ctx, models }: WorkDeps,
  task: RewriteTask,
  { question, hint, sources, attempt }: RewriteInput,
): Promise<FoundQuestion[]> {
  const { courseId, documentId, type, topic, difficulty, bloom, language } = question;
  // A hint may well be to make it harder or to ask for more than memory; without one the next is to be of the same kind.
  const asked = hint === undefined ? { difficulty, bloom, language } : { language };
  const written = await answerOnce(
    ctx,
    task,
    { purpose: writePurpose, model: models.chatModel, promptVersion, input: attempt, documentIds: [documentId], item: WrittenQuestion },
    () =>
      askForQuestions(
        ctx,
        modelsFor({ ctx, models }, task),
        {
          courseId,
          want: [{ type, count: 1 }],
          topics: topic === '' ? [] : [topic],
          hint,
          avoid: [question.stem],
          salt: attempt,
          ...asked,
        },
        sources,
        task.signal,
      ),
  );
  return checkWritten(ctx, written.slice(0, mostLookedAt), sources, { types: [type], ...asked });
}

async function check(
  deps: WorkDeps,
  task: RewriteTask,
  { question }: RewriteInput,
  found: FoundQuestion,
  id: string,
): Promise<Rewritten | TurnedDown> {
  const { ctx, models } = deps;
  const content = contentOfWritten(found, question);
  if (typeof found.checked === 'string') return { content, reason: found.checked, note: null };
  // Nobody asks for a question anew to get the one that is there.
  if (isSameContent(content, question)) return { content, reason: 'duplicate', note: null };
  const paid = modelsFor(deps, task);
  const { vectors } = await paid.embed([`${content.stem}\n${content.answer}`], { signal: task.signal });
  const [embeddingModel, vector] = [models.embeddingModel, vectors[0] ?? null];
  const print = printOf({ ...content, vector, embeddingModel });
  const { courseId, id: except } = question;
  const { duplicates, seen } = await compareWithBank(ctx.db, courseId, [{ id, print }], { signal: task.signal, except });
  if (duplicates.has(id)) return { content, reason: 'duplicate', note: null };
  const passage = { documentId: question.documentId, revision: content.revision, page: content.page, quote: content.quote };
  const judgement = (await askVerdicts(ctx, paid, task, [{ id, question: content, passage }])).get(id);
  if (judgement?.kind === 'rejected') return { content, reason: judgement.reason, note: judgement.note };
  const verified = judgement?.kind === 'verified' && ({ verification: 'verified', verifiedBy: models.chatModel } as const);
  return { content: { ...content, ...verified }, print, vector, embeddingModel, seen };
}
