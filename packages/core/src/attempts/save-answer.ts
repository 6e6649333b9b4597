import { AppError, type GivenAnswer } from '@lectern/contract';
import type { AnswerValue } from '@lectern/db';
import type { Actor } from '../actor.ts';
import type { Ctx } from '../ctx.ts';
import { type AskedQuestionView, viewOfAsked } from './asked-view.ts';
import { getSitting, type Sitting } from './find-sitting.ts';
import { keepAnswer } from './keep-answer.ts';
import { readGiven, readReasoning } from './read-given.ts';
import { submitIfOverdue } from './submit-attempt.ts';

interface SaveAnswerInput {
  actor: Actor;
  attemptId: string;
  questionId: string;
  answer: GivenAnswer;
  /** Left out, it stays as it is; null takes it back. */
  reasoning?: string | null | undefined;
  /** The one that was read with the question. */
  answerVersion: number;
}

export interface SavedAnswerView {
  answerVersion: number;
  /** Questions of the attempt that have an answer now. */
  answered: number;
  total: number;
  /** Absent after the last question. */
  next?: { index: number; question: AskedQuestionView };
}

interface Change {
  value: AnswerValue | null;
  reasoning: string | null;
}

/**
 * Saves an answer by compare-and-set on its version; the same sent again answers as the first did. Errors: `not_found`, also for
 * whoever does not sit the attempt; `question_not_in_attempt`; `attempt_over`; `stale_answer` with what is saved; `answer_too_long`;
 * `invalid_request` with the path `answer` or `reasoning`.
 */
export async function saveAnswer(ctx: Ctx, input: SaveAnswerInput): Promise<SavedAnswerView> {
  const { actor, attemptId, answerVersion } = input;
  const sitting = await getSitting(ctx, input);
  const { answer } = sitting.current;
  if (isOver(sitting)) return refuseLate(ctx, attemptId);
  const change = readChange(input, sitting);
  if (answer.answerVersion !== answerVersion) return settle(sitting, change, answerVersion);
  const position = Math.min(answer.ordinal + 1, sitting.total - 1);
  const kept = await keepAnswer(ctx, { attemptId, userId: actor.userId, ordinal: answer.ordinal, answerVersion, position, ...change });
  if (kept.saved !== null) return savedView(sitting, { answerVersion: kept.saved, isAnswered: change.value !== null });
  // Another window was faster by a moment, or the attempt has ended in it.
  const now = await getSitting(ctx, input);
  return isOver(now) || !kept.held ? refuseLate(ctx, attemptId) : settle(now, change, answerVersion);
}

function isOver({ state, isOverdue }: Sitting): boolean {
  return state === 'submitted' || isOverdue;
}

async function refuseLate(ctx: Ctx, attemptId: string): Promise<never> {
  await submitIfOverdue(ctx, attemptId);
  throw new AppError('attempt_over');
}

function readChange(given: Pick<SaveAnswerInput, 'answer' | 'reasoning'>, { current: { answer, asked } }: Sitting): Change {
  const reasoning = readReasoning(given.reasoning, { asked });
  return {
    value: readGiven(given.answer, { asked, optionOrder: answer.optionOrder }),
    reasoning: reasoning === undefined ? answer.reasoning : reasoning,
  };
}

/** The version is another one: the request was sent again, or what is saved is not what it knew. */
function settle(sitting: Sitting, change: Change, sentVersion: number): SavedAnswerView {
  const { answer, asked } = sitting.current;
  const { answerVersion, reasoning } = answer;
  const isSame = JSON.stringify(answer.answer) === JSON.stringify(change.value) && reasoning === change.reasoning;
  if (isSame && answerVersion === sentVersion + 1) return savedView(sitting, { answerVersion, isAnswered: change.value !== null });
  const { answer: given } = viewOfAsked({ answer, asked });
  throw new AppError('stale_answer', undefined, { current: { answer: given, reasoning, answer_version: answerVersion } });
}

function savedView(sitting: Sitting, { answerVersion, isAnswered }: { answerVersion: number; isAnswered: boolean }): SavedAnswerView {
  const { answeredOthers, total, next } = sitting;
  return {
    answerVersion,
    answered: answeredOthers + (isAnswered ? 1 : 0),
    total,
    ...(next && { next: { index: next.answer.ordinal + 1, question: viewOfAsked(next) } }),
  };
}
