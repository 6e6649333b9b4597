import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { users } from './users.ts';

/** Keys for programs. A revoked one is gone. Erasure: goes with the user. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** SHA-256, hex. Keys are long and random: there is nothing to guess, so a plain hash is enough. */
    keyHash: text('key_hash').notNull().unique(),
    startsWith: text('starts_with').notNull(),
    scope: text('scope', { enum: ['read', 'write', 'operator'] }).notNull(),
    expiresAt: time('expires_at'),
    lastUsedAt: time('last_used_at'),
    createdAt: createdAt(),
  },
  (table) => [index('api_keys_user').on(table.userId, table.id)],
);
