import { AppError } from '@lectern/contract';
import { z } from 'zod';

/** A page of a list; `cursor` is the last id of the page before it. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

export interface PageOf<T> {
  items: T[];
  /** To be sent as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}

/** @param text Latin letters, digits and signs. */
export function encodeCursor(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64url');
}

/** What a cursor stands for, as `schema` reads its text. Error: `invalid_request` when it is none of ours. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!parsed.success) {
    throw new AppError('invalid_request', 'The cursor is not one of ours', {
      fields: [{ path: 'cursor', message: 'send the next_cursor of the page before, unchanged' }],
    });
  }
  return parsed.data;
}

const CursorId = z.uuid();

/** The id a cursor stands for. Error: `invalid_request` when it is none of ours. */
export function cursorId(cursor: string | undefined): string | undefined {
  return readCursor(CursorId, cursor);
}

/** Cuts what was read with `limit + 1` to a page. */
export function toPage<T extends { id: string }>(rows: T[], limit: number): PageOf<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? encodeCursor(last.id) : null };
}
