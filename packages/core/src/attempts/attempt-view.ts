import type { AttemptKind, AttemptState, Track } from '@lectern/contract';
import type { attempts } from '@lectern/db';

/** An attempt as its student and its teacher see it. */
export interface AttemptView {
  id: string;
  courseId: string;
  testId: string | null;
  testTitle: string | null;
  userId: string;
  kind: AttemptKind;
  track: Track;
  number: number;
  state: AttemptState;
  startedAt: Date;
  deadline: Date | null;
  submittedAt: Date | null;
  endedBy: 'student' | 'deadline' | null;
  /** Questions that have an answer. */
  answered: number;
  total: number;
  evaluationJobId: string | null;
}

export interface AttemptRow {
  attempt: typeof attempts.$inferSelect;
  testTitle: string | null;
  answered: number;
  total: number;
  /** It has ended, and a grade is missing. */
  isWaiting: boolean;
}

export function viewOfAttempt({ attempt, testTitle, answered, total, isWaiting }: AttemptRow): AttemptView {
  const { id, courseId, testId, userId, kind, track, number, startedAt, deadlineAt, submittedAt, endedBy, jobId } = attempt;
  const state = stateOfAttempt(attempt.state, isWaiting);
  const times = { startedAt, deadline: deadlineAt, submittedAt, endedBy };
  return { id, courseId, testId, testTitle, userId, kind, track, number, state, ...times, answered, total, evaluationJobId: jobId };
}

/** `isWaiting`: a grade of it is missing. */
export function stateOfAttempt(state: AttemptRow['attempt']['state'], isWaiting: boolean): AttemptState {
  if (state === 'open') return 'open';
  return isWaiting ? 'waiting' : 'graded';
}
