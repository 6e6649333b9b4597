import { AppError } from '@lectern/contract';
import { z } from 'zod';

/** Where a page of members ended; ids alone do not tell the order in which people joined. */
interface MemberPlace {
  joinedAt: Date;
  userId: string;
}

/** The end of the year 9999: what is later is written in another way, and nobody joined then. */
const latestMs = 253_402_300_799_999;
const Place = z.tuple([z.coerce.number().int().min(0).max(latestMs), z.uuid()]);

export function memberCursor({ joinedAt, userId }: MemberPlace): string {
  return Buffer.from(`${joinedAt.getTime()} ${userId}`, 'latin1').toString('base64url');
}

/** Error: `invalid_request` when it is none of ours. */
export function readMemberCursor(cursor: string | undefined): MemberPlace | undefined {
  if (cursor === undefined) return undefined;
  const parsed = Place.safeParse(Buffer.from(cursor, 'base64url').toString('latin1').split(' '));
  if (!parsed.success) {
    throw new AppError('invalid_request', 'The cursor is not one of ours', {
      fields: [{ path: 'cursor', message: 'send the next_cursor of the page before, unchanged' }],
    });
  }
  const [joinedMs, userId] = parsed.data;
  return { joinedAt: new Date(joinedMs), userId };
}
