import { AppError, type Criterion, limits } from '@lectern/contract';
import { evaluationItems, evaluations } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { requireTeacher } from '../../courses/find-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../ctx.ts';
import { acceptEndedJob, acceptJob } from '../../jobs/accept-job.ts';
import type { NewTask } from '../../jobs/types.ts';
import { checkBudget } from '../../models/check-budget.ts';
import { estimateTokens } from '../../models/estimate-tokens.ts';
import type { Models } from '../../ports/index.ts';
import { hashAnswer, isBlank } from '../answer-hash.ts';
import { defaultRubric } from '../default-rubric.ts';
import { gradeByCode } from '../grade-by-code.ts';
import { gradeSystem } from '../grade-prompt.ts';
import { askQuestions, type EvaluationAsked } from './ask-questions.ts';
import { batchItems } from './batch-items.ts';

interface EvaluationItem {
  question: string;
  type: 'short_answer' | 'coding';
  referenceAnswer?: string | undefined;
  rubric?: readonly Criterion[] | undefined;
  answer: string;
}

interface EvaluationEstimate {
  answers: number;
  calls: number;
}

interface AcceptedEvaluation {
  jobId: string;
  evaluationId: string;
  estimate: EvaluationEstimate;
}

/**
 * Has a batch of answers graded, apart from any test. Blank ones are graded at once.
 * Errors: `forbidden` for students; `too_many_items`; `answer_too_long` with the fields; `budget_exceeded`.
 */
export async function createEvaluation(
  ctx: Ctx & { models: Models },
  { actor, items }: { actor: Actor; items: readonly EvaluationItem[] },
): Promise<AcceptedEvaluation> {
  requireTeacher(actor);
  checkItems(items);
  return inTransaction(ctx, async (ctx) => {
    const evaluationId = uuidv7();
    const rows = await readItems(ctx, actor.userId, items);
    const tasks = batchItems(rows.filter(({ answer }) => !isBlank({ text: answer })));
    await checkBudget(ctx, { payerId: actor.userId, needs: priceOf(ctx.models, rows, tasks.length) });
    const jobId = await acceptGrading(ctx, { actor, evaluationId, tasks, graded: rows.length });
    await ctx.open.tx.insert(evaluations).values({ id: evaluationId, ownerId: actor.userId, jobId });
    await ctx.open.tx
      .insert(evaluationItems)
      .values(rows.map(({ ordinal, askedId, answer, gradeId }) => ({ evaluationId, ordinal, askedId, answer, gradeId })));
    await audit(ctx, {
      actor,
      action: 'evaluation.requested',
      subject: { type: 'evaluation', id: evaluationId },
      detail: { job_id: jobId, answers: rows.length },
    });
    return { jobId, evaluationId, estimate: { answers: rows.length, calls: tasks.length } };
  });
}

function checkItems(items: readonly EvaluationItem[]): void {
  if (items.length > limits.itemsPerEvaluation) throw new AppError('too_many_items');
  const tooLong = items.flatMap(({ answer }, at) => (answer.length > limits.answerChars ? [at] : []));
  if (tooLong.length === 0) return;
  const fields = tooLong
    .slice(0, limits.fieldErrors)
    .map((at) => ({ path: `items.${at}.answer`, message: `at most ${limits.answerChars} characters` }));
  throw new AppError('answer_too_long', undefined, { fields });
}

interface ItemRow {
  ordinal: number;
  askedId: string;
  asked: EvaluationAsked['content'];
  answer: string;
  answerHash: string;
  gradeId: string | null;
}

/** The items with the questions that they answer, in their order, and the grades of those that are blank. */
async function readItems(ctx: TxCtx, ownerId: string, items: readonly EvaluationItem[]): Promise<ItemRow[]> {
  const { tx } = ctx.open;
  const questions = items.map(({ type, question, referenceAnswer, rubric, answer }) => ({
    type,
    question,
    reference: referenceAnswer ?? '',
    rubric: rubric ?? defaultRubric(type),
    answer,
  }));
  const asked = await askQuestions(tx, ownerId, questions);
  const rows = items.flatMap((item, ordinal): ItemRow[] => {
    const [of, { answer }] = [asked[ordinal], item];
    if (!of) return [];
    const answerHash = hashAnswer(of.content.type, { text: answer });
    return [{ ordinal, askedId: of.id, asked: of.content, answer, answerHash, gradeId: null }];
  });
  const blank = rows.filter(({ answer }) => isBlank({ text: answer }));
  if (blank.length === 0) return rows;
  const graded = await gradeByCode(
    tx,
    { ownerId },
    blank.map(({ askedId, asked }) => ({ askedId, asked, basisId: askedId, basis: asked, part: 'answer', value: null })),
  );
  const gradeOf = new Map(blank.map(({ ordinal }, at) => [ordinal, graded[at]?.id ?? null]));
  return rows.map((row) => ({ ...row, gradeId: gradeOf.get(row.ordinal) ?? null }));
}

interface AcceptInput {
  actor: Actor;
  evaluationId: string;
  tasks: NewTask<'answers.grade'>[];
  graded: number;
}

/** A batch of nothing but blank answers has been graded by now. */
async function acceptGrading(ctx: TxCtx, { actor, evaluationId, tasks, graded }: AcceptInput): Promise<string> {
  const job = {
    kind: 'answers.grade',
    requestedBy: actor.userId,
    courseId: null,
    params: { of: 'evaluation', evaluationId },
  } as const;
  if (tasks.length > 0) return acceptJob(ctx, { ...job, first: { stage: 'grade', tasks } });
  const cost = { calls: 0, tokens: 0, microdollars: 0 };
  return acceptEndedJob(ctx, { ...job, result: { graded, missing: 0, shared: 0, provisional: 0, cost } });
}

/** What a call says of one answer, roughly: feedback, and of each criterion a reason and a span. */
const outputTokens = { feedback: 60, decision: 60 } as const;

/** What it may cost, in microdollars, at the prices of the dearest model that may serve: answers once, the rest for each call. */
function priceOf(models: Models, rows: readonly ItemRow[], calls: number): number {
  if (calls === 0) return 0;
  const graded = rows.filter(({ gradeId }) => gradeId === null);
  const questions = new Map(
    graded.map(({ askedId, asked }) => [askedId, estimateTokens(asked.stem + asked.answer + JSON.stringify(asked.rubric))]),
  );
  const perQuestion = [...questions.values()].reduce((sum, tokens) => sum + tokens, 0) / questions.size;
  return models.quote('chat', {
    inputTokens:
      graded.reduce((sum, { answer }) => sum + estimateTokens(answer), 0) + Math.ceil(calls * (estimateTokens(gradeSystem) + perQuestion)),
    outputTokens: graded.reduce((sum, { asked }) => sum + outputTokens.feedback + outputTokens.decision * asked.rubric.length, 0),
  });
}
