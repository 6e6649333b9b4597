import { AppError } from '@lectern/contract';
import type { Tx } from '@lectern/db';
import type { Ctx } from '../ctx.ts';
import type { TaskRun } from '../jobs/types.ts';
import { answerOnce } from '../models/answer-once.ts';
import type { PaidModels } from '../models/models-for.ts';
import { keyOf } from './grade-key.ts';
import { GradingItem, gradeMessage, gradePromptVersion, gradePurpose, gradeSystem, type PromptQuestion } from './grade-prompt.ts';
import { decidesAll } from './judge-answer.ts';
import { promptQuestionOf } from './prompt-question.ts';
import type { ShownAnswer } from './shown-answer.ts';

/** An answer by the name that it has in the message. */
interface NamedAnswer extends ShownAnswer {
  id: string;
  question: PromptQuestion;
}

interface AskInput {
  answers: readonly ShownAnswer[];
  /** Holds what they are of; false: some of it is gone. */
  hold: (tx: Tx) => Promise<boolean>;
}

/**
 * Has answers graded by one call, and one more for those of which it says nothing usable. What is usable is remembered, so that
 * a task that runs again does not pay again. Returns the items by `keyOf`; an answer may be missing.
 * Errors: those of the models; `model_unusable_output` where none is usable.
 */
export async function askGrades(
  ctx: Ctx,
  models: PaidModels,
  task: TaskRun,
  { answers, hold }: AskInput,
): Promise<Map<string, GradingItem>> {
  if (answers.length === 0) return new Map();
  const named = nameAnswers(answers);
  const items = await answerOnce(
    ctx,
    task,
    {
      purpose: gradePurpose,
      model: models.chatModel,
      promptVersion: gradePromptVersion,
      input: [task.taskId, ...answers.map(({ key }) => keyOf(key))].join('\n'),
      documentIds: [],
      hold,
      item: GradingItem,
    },
    async () => {
      const first = await askOnce(models, named, task.signal);
      const left = named.filter(({ id }) => first.every(({ answer }) => answer !== id));
      const second = left.length > 0 && first.length > 0 ? await askOnce(models, left, task.signal) : [];
      if (first.length === 0) throw new AppError('model_unusable_output');
      return [...first, ...second];
    },
  );
  const byName = new Map(items.map((item) => [item.answer, item]));
  return new Map(
    named.flatMap(({ id, key }) => {
      const item = byName.get(id);
      return item ? [[keyOf(key), item] as const] : [];
    }),
  );
}

/** Answers to the same question of the same version share what is told of it. */
function nameAnswers(answers: readonly ShownAnswer[]): NamedAnswer[] {
  const questions = new Map<string, PromptQuestion>();
  return answers.map((answer, at) => {
    const { askedId, basisId, part } = answer.key;
    const place = `${askedId} ${basisId} ${part}`;
    const question = questions.get(place) ?? promptQuestionOf(`q${questions.size + 1}`, answer.unit);
    questions.set(place, question);
    return { ...answer, id: `a${at + 1}`, question };
  });
}

/** What one call says of these answers; for each answer, the first item that decides all its criteria. */
async function askOnce(models: PaidModels, named: readonly NamedAnswer[], signal: AbortSignal): Promise<GradingItem[]> {
  const { items } = await models.writeItems(
    {
      purpose: gradePurpose,
      system: gradeSystem,
      user: messageFor(named),
      item: GradingItem,
      maxOutputTokens: outputTokensOf(named),
      again: {
        count: named.length,
        message: (kept) => messageFor(named.filter(({ id }) => kept.every(({ answer }) => answer !== id))),
      },
    },
    { signal },
  );
  return named.flatMap(({ id, rubric }) => items.find((item) => item.answer === id && decidesAll(item, rubric)) ?? []);
}

function messageFor(named: readonly NamedAnswer[]): string {
  const questions = [...new Map(named.map(({ question }) => [question.id, question])).values()];
  return gradeMessage(
    questions,
    named.map(({ id, question, text }) => ({ id, question: question.id, text })),
  );
}

/** Frame, feedback and decisions, with a reason and a span each; generously, since an answer that breaks off is asked for again. */
function outputTokensOf(answers: readonly Pick<ShownAnswer, 'rubric'>[]): number {
  return answers.reduce((sum, { rubric }) => sum + 150 + 100 * rubric.length, 300);
}
