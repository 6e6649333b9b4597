import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { id, time } from './columns.ts';
import { users } from './users.ts';

/** What a payer has spent on models in a month. Erasure: goes with the user. */
export const budgetMonths = pgTable(
  'budget_months',
  {
    payerId: uuid('payer_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** UTC, `YYYY-MM`. */
    month: text('month').notNull(),
    spentMicrodollars: bigint('spent_microdollars', { mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.payerId, table.month] })],
);

/** What calls under way may cost at the most. One that nobody settles expires. Erasure: goes with the user. */
export const budgetReservations = pgTable(
  'budget_reservations',
  {
    id: id(),
    payerId: uuid('payer_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    month: text('month').notNull(),
    microdollars: bigint('microdollars', { mode: 'number' }).notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [index('budget_reservations_payer').on(table.payerId, table.month)],
);
