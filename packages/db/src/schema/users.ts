import { pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';

/** People. Erasure: the row goes, and with it (cascade) courses and files; calls and jobs keep no name. */
export const users = pgTable('users', {
  id: id(),
  name: text('name').notNull(),
  role: text('role', { enum: ['operator', 'teacher', 'student'] }).notNull(),
  /** SHA-256 of the bearer token, hex; the token itself is never stored. */
  tokenHash: text('token_hash').unique(),
  createdAt: createdAt(),
});
