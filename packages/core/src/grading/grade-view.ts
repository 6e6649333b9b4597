import type { CriterionGrade, GradeSource, InjectionFlag, ReviewReason } from '@lectern/contract';
import type { GradeRow } from './grade-key.ts';
import { type GradePolicy, reviewReasons } from './grade-state.ts';

/** A grade as people see it. */
export interface GradeView {
  id: string;
  source: GradeSource;
  model: string | null;
  builtIn: boolean;
  earned: number;
  possible: number;
  criteria: CriterionGrade[];
  feedback: string;
  confidence: number;
  flags: InjectionFlag[] | null;
  reviewReasons: ReviewReason[] | null;
  reason: string | null;
  shared: boolean;
  createdAt: Date;
}

/** `forTeacher`: with what is not for the student, who is not told what is suspicious, nor what teachers tell each other. */
export function viewOfGrade(grade: GradeRow, { policy, forTeacher }: { policy: GradePolicy; forTeacher: boolean }): GradeView {
  const { id, source, model, builtIn, earned, possible, criteria, feedback, confidence, flags, reason, shared, createdAt } = grade;
  return {
    id,
    source,
    model: model === '' ? null : model,
    builtIn,
    earned,
    possible,
    criteria,
    feedback,
    confidence,
    flags: forTeacher ? flags : null,
    reviewReasons: forTeacher ? reviewReasons(grade, policy) : null,
    reason: forTeacher ? reason : null,
    shared,
    createdAt,
  };
}
