import { bigint, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';
import { users } from './users.ts';

/**
 * Uploaded bytes, once per owner and content; never shared between owners, since that would tell who has a file.
 * Erasure: the row and the stored bytes go when no document refers to them any more.
 */
export const files = pgTable(
  'files',
  {
    id: id(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    sha256: text('sha256').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Address in the file store. */
    key: text('key').notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique('files_owner_content').on(table.ownerId, table.sha256)],
);
