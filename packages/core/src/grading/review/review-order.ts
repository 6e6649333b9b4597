import { AppError, type PartState } from '@lectern/contract';
import { z } from 'zod';
import type { GradeRow } from '../grade-key.ts';

/** A grade, and how firm it is in its test. */
export interface Judged {
  grade: GradeRow;
  state: PartState;
}

const Cursor = z.tuple([z.enum(['review', 'provisional']), z.uuid()]);

/** What waits for a decision first; then as they were graded. */
export function byUrgency(a: Judged, b: Judged): number {
  return place(a) < place(b) ? -1 : 1;
}

/** By place and not by number: what is decided meanwhile leaves the list. */
export function cursorOf({ grade, state }: Judged): string {
  return Buffer.from(JSON.stringify([state, grade.id]), 'latin1').toString('base64url');
}

/** Whether a grade comes after what the cursor stands for. Error: `invalid_request` when it is none of ours. */
export function afterCursor(cursor: string | undefined): (judged: Judged) => boolean {
  if (cursor === undefined) return () => true;
  const parsed = Cursor.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('latin1')));
  if (!parsed.success) {
    throw new AppError('invalid_request', 'The cursor is not one of ours', {
      fields: [{ path: 'cursor', message: 'send the next_cursor of the page before, unchanged' }],
    });
  }
  const [state, id] = parsed.data;
  const last = placeOf(state, id);
  return (judged) => place(judged) > last;
}

function place({ grade, state }: Judged): string {
  return placeOf(state, grade.id);
}

function placeOf(state: PartState, id: string): string {
  return `${state === 'review' ? 0 : 1} ${id}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
