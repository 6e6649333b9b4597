import type { AttemptKind } from '@lectern/contract';
import type { AskedQuestionView } from '../asked-view.ts';

/** An attempt with the question that is shown first. */
export interface StartedView {
  attemptId: string;
  kind: AttemptKind;
  /** It was begun before, and goes on. */
  resumed: boolean;
  question: AskedQuestionView;
  /** Of the question, from 1. */
  index: number;
  total: number;
  deadline: Date | null;
}
