import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { users } from './users.ts';

/** What lets somebody sign up. Erasure: those to an address go with its account. */
export const invitations = pgTable(
  'invitations',
  {
    id: id(),
    /** SHA-256, hex; the link itself is shown once. */
    tokenHash: text('token_hash').notNull().unique(),
    role: text('role', { enum: ['operator', 'teacher', 'student'] }).notNull(),
    /** Lower case; null: whoever has the link. */
    email: text('email'),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    expiresAt: time('expires_at').notNull(),
    /** Holds it while an account is being made by it; free again after a minute, if that came to nothing. */
    claimedAt: time('claimed_at'),
    usedAt: time('used_at'),
    usedBy: uuid('used_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (table) => [index('invitations_email').on(table.email)],
);
