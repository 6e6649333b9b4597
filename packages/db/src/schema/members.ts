import { index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';
import { courses } from './courses.ts';
import { users } from './users.ts';

/** The students of a course. Erasure: goes with the course, and with the student. */
export const courseMembers = pgTable(
  'course_members',
  {
    courseId: uuid('course_id')
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    joinedAt: time('joined_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.courseId, table.userId] }),
    index('course_members_user').on(table.userId),
    index('course_members_order').on(table.courseId, table.joinedAt, table.userId),
  ],
);
