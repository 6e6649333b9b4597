import { isDeepStrictEqual } from 'node:util';
import { AppError, type FieldError, type UpdateQuestionBody } from '@lectern/contract';
import type { QuestionContent, Tx } from '@lectern/db';
import type { Actor } from '../../actor.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { toView, type QuestionRow, type QuestionView } from '../question-view.ts';
import { applyChanges } from './apply-changes.ts';
import { auditQuestion } from './audit-question.ts';
import { changeQuestion } from './change-question.ts';
import { citePage } from './cite-page.ts';
import { problemsOf } from './content-rules.ts';
import { contentOf } from '../question-view.ts';
import { lockQuestion } from './lock-question.ts';

interface UpdateQuestionInput {
  actor: Actor;
  id: string;
  /** The version that was read. */
  version: number;
  /** What is left out stays as it is. */
  changes: Omit<UpdateQuestionBody, 'version'>;
}

/** What was verified about a question: when a person changes it, nobody has answered it again yet. */
const verifiedParts = [
  'stem',
  'options',
  'answer',
  'accepted',
  'rubric',
  'starter',
  'page',
  'quote',
] as const satisfies readonly (keyof QuestionContent)[];

/**
 * Changes a question. Who may change it may also approve it, so an approved one stays approved; one that was turned down
 * becomes a draft again, to be decided on anew. Changes that change nothing make no version.
 * Errors: `not_found`; `conflict` when the version is not the one that was read; `invalid_request` with the fields of
 * the question, as it would be, that are wrong.
 */
export async function updateQuestion(ctx: Ctx, input: UpdateQuestionInput): Promise<QuestionView> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const question = await lockQuestion(ctx, input);
    const before = contentOf(question);
    const edited = await editContent(tx, question, input.changes);
    if (isDeepStrictEqual(edited, before)) return toView(question);
    const unverified = verifiedParts.some((part) => !isDeepStrictEqual(edited[part], before[part]));
    const changed = await changeQuestion(tx, question, {
      set: {
        ...edited,
        ...(unverified && { verification: 'edited', verifiedBy: null }),
        ...(question.state === 'rejected' && { state: 'draft', reviewNote: null }),
      },
      change: 'edited',
      note: null,
      changedBy: input.actor.userId,
    });
    await auditQuestion(ctx, input.actor, 'question.edited', changed);
    return toView(changed);
  });
}

/** The content as it would be, checked as a whole. */
async function editContent(
  tx: Tx,
  question: QuestionRow,
  { evidence, ...changes }: UpdateQuestionInput['changes'],
): Promise<QuestionContent> {
  const content = applyChanges(contentOf(question), changes);
  const problems = problemsOf(content);
  if (changes.answer !== undefined && changes.answer !== content.answer) {
    problems.push({ path: 'answer', message: 'of a choice it follows from the options' });
  }
  if (evidence) {
    const found = await citePage(tx, { ...question, ...evidence });
    if ('problem' in found) problems.push(found.problem);
    else Object.assign(content, found);
  }
  if (problems.length > 0) throw invalid(problems);
  return content;
}

function invalid(fields: readonly FieldError[]): AppError {
  return new AppError('invalid_request', undefined, { fields });
}
