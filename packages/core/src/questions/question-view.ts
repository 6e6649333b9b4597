import type { BloomLevel, Criterion, Difficulty, QuestionState, QuestionType } from '@lectern/contract';
import type { QuestionContent, QuestionOption, questions } from '@lectern/db';
import { bankStates } from './bank-states.ts';

export type QuestionRow = typeof questions.$inferSelect;

export interface QuestionView {
  id: string;
  courseId: string;
  type: QuestionType;
  stem: string;
  options: QuestionOption[];
  /** The key as text; of short_answer and coding the reference answer. */
  answer: string;
  /** Of cloze: every spelling that counts, the key included. */
  accepted: string[];
  rubric: Criterion[];
  starter: string | null;
  explanation: string;
  difficulty: Difficulty;
  bloom: BloomLevel;
  topic: string;
  language: string;
  evidence: { documentId: string; revision: number; page: number; quote: string };
  state: QuestionState;
  verification: { state: QuestionContent['verification']; model: string | null };
  /** Why it was rejected. */
  reviewNote: string | null;
  version: number;
  createdAt: Date;
}

/** What every version of a question has in common, and where this one stands. */
interface Place extends Pick<QuestionRow, 'id' | 'courseId' | 'documentId' | 'version' | 'createdAt'> {
  state: QuestionState;
}

/** A question as it is now. */
export function toView(row: QuestionRow): QuestionView {
  return viewOf({ ...row, state: visibleState(row) }, row);
}

/** A question with the content of one of its versions. */
export function viewOf({ id, courseId, documentId, state, version, createdAt }: Place, content: QuestionContent): QuestionView {
  const { type, stem, options, answer, accepted, rubric, starter, explanation, difficulty, bloom, topic, language, reviewNote } = content;
  return {
    id,
    courseId,
    type,
    stem,
    options,
    answer,
    accepted,
    rubric,
    starter,
    explanation,
    difficulty,
    bloom,
    topic,
    language,
    evidence: { documentId, revision: content.revision, page: content.page, quote: content.quote },
    state,
    verification: { state: content.verification, model: content.verifiedBy },
    reviewNote,
    version,
    createdAt,
  };
}

/** Throws on a candidate or a discarded question: no verb may get that far with one. */
export function visibleState({ id, state }: Pick<QuestionRow, 'id' | 'state'>): QuestionState {
  const visible = bankStates.find((known) => known === state);
  if (!visible) throw new Error(`question ${id} is ${state}, which nobody may see`);
  return visible;
}
