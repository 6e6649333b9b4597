import { AppError } from '@lectern/contract';
import type { GradeRow } from '../grade-key.ts';
import { lenientPolicy } from '../grade-state.ts';
import { type GradeView, viewOfGrade } from '../grade-view.ts';

export interface DecidedView {
  grade: GradeView;
  /** For how many answers it counts now. */
  answers: number;
}

/** What was decided. Error: `conflict` when the grade that it was about counted for nobody any more. */
export function viewOfDecided([grade]: readonly GradeRow[], answers: number): DecidedView {
  if (answers === 0 || !grade) throw new AppError('conflict', 'This grade does not count any more: another has taken its place');
  // A teacher's word waits for nobody, whatever the test's policy.
  return { grade: viewOfGrade(grade, { policy: lenientPolicy, forTeacher: true }), answers };
}
