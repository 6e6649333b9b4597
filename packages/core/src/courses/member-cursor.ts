import { z } from 'zod';
import { encodeCursor, readCursor } from '../paging.ts';

/** Where a page of members ended; ids alone do not tell the order in which people joined. */
interface MemberPlace {
  joinedAt: Date;
  userId: string;
}

/** The end of the year 9999: what is later is written in another way, and nobody joined then. */
const latestMs = 253_402_300_799_999;
const Place = z
  .preprocess((text) => String(text).split(' '), z.tuple([z.coerce.number().int().min(0).max(latestMs), z.uuid()]))
  .transform(([joinedMs, userId]): MemberPlace => ({ joinedAt: new Date(joinedMs), userId }));

export function memberCursor({ joinedAt, userId }: MemberPlace): string {
  return encodeCursor(`${joinedAt.getTime()} ${userId}`);
}

/** Error: `invalid_request` when it is none of ours. */
export function readMemberCursor(cursor: string | undefined): MemberPlace | undefined {
  return readCursor(Place, cursor);
}
