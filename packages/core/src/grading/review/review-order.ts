import type { PartState } from '@lectern/contract';
import { z } from 'zod';
import { encodeCursor, readCursor } from '../../paging.ts';

/** A grade by its id, and how firm it is in its test. */
export interface InReview {
  id: string;
  state: PartState;
}

const Cursor = z
  .preprocess((text) => String(text).split(' '), z.tuple([z.enum(['review', 'provisional']), z.uuid()]))
  .transform(([state, id]): InReview => ({ id, state }));

/** What waits for a decision first; then as they were graded. */
export function byUrgency(a: InReview, b: InReview): number {
  return place(a) < place(b) ? -1 : 1;
}

/** By place and not by number: what is decided meanwhile leaves the list. */
export function cursorOf({ id, state }: InReview): string {
  return encodeCursor(`${state} ${id}`);
}

/** Whether a grade comes after what the cursor stands for. Error: `invalid_request` when it is none of ours. */
export function afterCursor(cursor: string | undefined): (found: InReview) => boolean {
  const last = readCursor(Cursor, cursor);
  if (last === undefined) return () => true;
  return (found) => place(found) > place(last);
}

function place({ id, state }: InReview): string {
  return `${state === 'review' ? 0 : 1} ${id}`;
}
