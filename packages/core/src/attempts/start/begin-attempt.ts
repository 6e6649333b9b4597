import { AppError } from '@lectern/contract';
import type { Ctx } from '../../ctx.ts';
import { makeCopies } from '../../tests/copy-questions.ts';
import { type Drawn, drawQuestions, type DrawRules } from '../../tests/draw/draw-questions.ts';
import { type BankCandidate, isAnythingApproved, readCandidates } from '../../tests/read-candidates.ts';
import { viewOfAsked } from '../asked-view.ts';
import { insertAttempt, type NewAttempt } from './insert-attempt.ts';
import type { StartedView } from './started-view.ts';

interface BeginInput extends Omit<NewAttempt, 'questions' | 'track'> {
  rules: DrawRules;
}

/**
 * Draws the questions of an attempt and writes it. Returns undefined when it has to be looked at anew: something has come between, or
 * questions were copied first. Error: `no_approved_questions`.
 */
export async function beginAttempt(ctx: Ctx, { rules, ...attempt }: BeginInput): Promise<StartedView | undefined> {
  const candidates = await readCandidates(ctx, { courseId: attempt.place.courseId, selection: rules.selection });
  const drawn = drawQuestions(attempt.seed, rules, candidates);
  const bare = drawn.flatMap(({ candidate: { id, askedId } }) => (askedId === null ? [id] : []));
  if (bare.length > 0) {
    await makeCopies(ctx, bare);
    return undefined;
  }
  const [first, ...others] = drawn.flatMap(toQuestion);
  if (!first) throw await noQuestions(ctx, attempt);
  const inserted = await insertAttempt(ctx, { ...attempt, track: rules.track, questions: [first, ...others] });
  if (!inserted) return undefined;
  const { attemptId, deadline } = inserted;
  const blank = { ...first, answer: null, reasoning: null, answerVersion: 0 };
  const question = viewOfAsked({ answer: blank, asked: inserted.first });
  return { attemptId, kind: attempt.kind, resumed: false, question, index: 1, total: drawn.length, deadline };
}

async function noQuestions(ctx: Ctx, { kind, place }: Pick<NewAttempt, 'kind' | 'place'>): Promise<AppError> {
  const isKept = kind === 'practice' && (await isAnythingApproved(ctx, place.courseId));
  const message = 'All approved questions of the course are kept for tests that are not over yet; they can be practised after that.';
  return new AppError('no_approved_questions', isKept ? message : undefined);
}

function toQuestion({ candidate: { id, askedId }, points, optionOrder }: Drawn<BankCandidate>) {
  return askedId === null ? [] : [{ askedId, questionId: id, points, optionOrder }];
}
