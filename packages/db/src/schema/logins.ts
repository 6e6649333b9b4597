import { index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { users } from './users.ts';

// The tables that better-auth writes, under our names; it knows them by the map in packages/auth.

/** Logins of browsers and programs (its `session`). Erasure: goes with the user. */
export const logins = pgTable(
  'logins',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    token: text('token').notNull().unique(),
    expiresAt: time('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: createdAt(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [index('logins_user').on(table.userId), index('logins_expiry').on(table.expiresAt)],
);

/** Passwords, as argon2id hashes (its `account`). Erasure: goes with the user. */
export const credentials = pgTable(
  'credentials',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    password: text('password'),
    createdAt: createdAt(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [unique('credentials_provider').on(table.userId, table.providerId)],
);

/** Things that somebody has to prove to have received (its `verification`). Swept when expired; holds hashes and ids. */
export const verifications = pgTable(
  'verifications',
  {
    id: id(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: time('expires_at').notNull(),
    createdAt: createdAt(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [index('verifications_identifier').on(table.identifier), index('verifications_value').on(table.value)],
);

/** Key pairs that sign tokens (its `jwks`); the private half is encrypted with the installation's secret. */
export const signingKeys = pgTable('signing_keys', {
  id: id(),
  alg: text('alg'),
  crv: text('crv'),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
  createdAt: createdAt(),
  expiresAt: time('expires_at'),
});
