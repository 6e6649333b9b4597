import type { BlueprintPart, QuestionType, ShowResults, Track } from '@lectern/contract';
import { boolean, index, integer, jsonb, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { courses } from './courses.ts';
import { users } from './users.ts';

/** What an attempt consists of: questions that a teacher chose, in their order, or a rule by which each attempt draws its own. */
export type TestSelection = { kind: 'questions'; questionIds: string[] } | { kind: 'blueprint'; parts: BlueprintPart[] };

/** Which grades a teacher has to look at before they count as final; null: none for that reason. */
export interface ReviewPolicy {
  /** 0 to 1: grades that were given with less confidence. */
  confidenceBelow: number | null;
  /** Points of a hundred: partial credit that is no further from the pass mark than this. */
  borderPercent: number | null;
}

/** A teacher's selection of questions with its rules. Erasure: goes with its course. */
export const tests = pgTable(
  'tests',
  {
    id: id(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    title: text('title').notNull(),
    instructions: text('instructions').notNull().default(''),
    track: text('track').$type<Track>().notNull(),
    selection: jsonb('selection').$type<TestSelection>().notNull(),
    /** What a question of a type counts; 1 where nothing is said. */
    points: jsonb('points').$type<Partial<Record<QuestionType, number>>>().notNull().default({}),
    /** Null: as long as the test is open. */
    timeLimitSeconds: integer('time_limit_seconds'),
    /** Null: as many as they like. */
    attemptsAllowed: integer('attempts_allowed'),
    opensAt: time('opens_at'),
    closesAt: time('closes_at'),
    shuffleQuestions: boolean('shuffle_questions').notNull(),
    shuffleOptions: boolean('shuffle_options').notNull(),
    /** Whoever sits it cannot read the course meanwhile. */
    closedBook: boolean('closed_book').notNull(),
    showResults: text('show_results').$type<ShowResults>().notNull(),
    /** Of a hundred; also the border that `review.borderPercent` is about (50 where there is none). */
    passPercent: smallint('pass_percent'),
    review: jsonb('review').$type<ReviewPolicy>().notNull(),
    /** +1 with each change. */
    version: integer('version').notNull().default(1),
    createdAt: createdAt(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [index('tests_course').on(table.courseId, table.id)],
);
