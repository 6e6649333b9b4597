import type { QuestionState } from '@lectern/contract';
import type { QuestionContent, questions } from '@lectern/db';
import { bankStates } from './bank-states.ts';

export type QuestionRow = typeof questions.$inferSelect;

/** A question as people see it: the content of one of its versions, and where it stands. */
export interface QuestionView extends Omit<QuestionContent, 'revision' | 'page' | 'quote' | 'verification' | 'verifiedBy'> {
  id: string;
  courseId: string;
  evidence: { documentId: string; revision: number; page: number; quote: string };
  state: QuestionState;
  verification: { state: QuestionContent['verification']; model: string | null };
  version: number;
  createdAt: Date;
}

/** What every version of a question has in common, and where this one stands. */
interface Place extends Pick<QuestionRow, 'id' | 'courseId' | 'documentId' | 'version' | 'createdAt'> {
  state: QuestionState;
}

/** A question as it is now. */
export function toView(row: QuestionRow): QuestionView {
  return viewOf({ ...row, state: visibleState(row) }, contentOf(row));
}

/** What of a question people can change, apart from its state. */
export function contentOf(row: QuestionContent): QuestionContent {
  const { type, stem, options, answer, accepted, rubric, reasoningRubric, starter, explanation, difficulty, bloom, topic, language } = row;
  const { revision, page, quote, verification, verifiedBy, reviewNote } = row;
  const asked = {
    type,
    stem,
    options,
    answer,
    accepted,
    rubric,
    reasoningRubric,
    starter,
    explanation,
    difficulty,
    bloom,
    topic,
    language,
  };
  return { ...asked, revision, page, quote, verification, verifiedBy, reviewNote };
}

/** A question with the content of one of its versions. */
export function viewOf({ id, courseId, documentId, state, version, createdAt }: Place, content: QuestionContent): QuestionView {
  const { revision, page, quote, verification, verifiedBy, ...asked } = content;
  const evidence = { documentId, revision, page, quote };
  return {
    id,
    courseId,
    ...asked,
    reasoningRubric: keptReasoningRubric(content),
    evidence,
    state,
    verification: { state: verification, model: verifiedBy },
    version,
    createdAt,
  };
}

/** Versions that were kept before questions could ask for reasoning have no field for it. */
export function keptReasoningRubric(content: QuestionContent): QuestionContent['reasoningRubric'] {
  return (content as Partial<QuestionContent>).reasoningRubric ?? [];
}

/** Throws on a candidate or a discarded question: no verb may get that far with one. */
export function visibleState({ id, state }: Pick<QuestionRow, 'id' | 'state'>): QuestionState {
  const visible = bankStates.find((known) => known === state);
  if (!visible) throw new Error(`question ${id} is ${state}, which nobody may see`);
  return visible;
}
