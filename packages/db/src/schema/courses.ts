import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { users } from './users.ts';

/** A teacher's container. Erasure: documents first (vectors, files), then the row; questions go with it. */
export const courses = pgTable(
  'courses',
  {
    id: id(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    title: text('title').notNull(),
    /** By which students join, upper case and without hyphens; null: nobody can. */
    joinCode: text('join_code').unique(),
    /** Set when erasure was asked for; from then on the course is gone for everybody. */
    deletedAt: time('deleted_at'),
    createdAt: createdAt(),
  },
  (table) => [index('courses_owner').on(table.ownerId, table.id)],
);
