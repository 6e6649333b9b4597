import { users } from '@lectern/db';
import { and, eq, isNull, type SQL } from 'drizzle-orm';

/** Whoever was erased is gone for everybody, operators too. */
export const livingUsers = isNull(users.erasedAt);

export function livingUser(userId: string): SQL | undefined {
  return and(eq(users.id, userId), livingUsers);
}
