import { boolean, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';

/**
 * People. Erasure: everything that tells who it was is overwritten or removed; the row stays as a bare id, since the books
 * (calls, budgets) and the audit log go on naming it.
 */
export const users = pgTable('users', {
  id: id(),
  name: text('name').notNull(),
  /** Lower case. Null: has no account (the owner of a standalone installation at first), or was erased. */
  email: text('email').unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  /** Of the library that keeps accounts; not used. */
  image: text('image'),
  role: text('role', { enum: ['operator', 'teacher', 'student'] })
    .notNull()
    .default('student'),
  /** Set while an operator keeps them out. */
  disabledAt: time('disabled_at'),
  /** Set when erasure was asked for; from then on nobody is recognised as them. */
  erasedAt: time('erased_at'),
  createdAt: createdAt(),
  updatedAt: time('updated_at').notNull().defaultNow(),
});

/** Tokens that make whoever sends them the owner of a standalone installation. Revoked ones stay, to stay worthless. */
export const ownerTokens = pgTable('owner_tokens', {
  /** SHA-256, hex; the token itself is never stored. */
  tokenHash: text('token_hash').primaryKey(),
  userId: uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  revokedAt: time('revoked_at'),
  createdAt: createdAt(),
});

/** One row at most: the first account is made once. `claimedAt` holds the place while it is being made. */
export const installation = pgTable('installation', {
  id: integer('id').primaryKey().default(1),
  claimedAt: time('claimed_at').notNull().defaultNow(),
  setUpAt: time('set_up_at'),
});
