import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { preparing } from './preparing.ts';
import * as schema from './schema/index.ts';

export type Db = PostgresJsDatabase<typeof schema>;
/** An open transaction. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
/** Either: for reads that do not care. */
export type DbOrTx = Db | Tx;

export interface DbOptions {
  /** Connections at the most. */
  max?: number;
  /** False behind a pooler in transaction mode. */
  prepare?: boolean;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Milliseconds after which the server gives a statement up. */
  statementTimeoutMs?: number;
}

export interface Database {
  db: Db;
  /** The driver, for LISTEN/NOTIFY alone. */
  sql: postgres.Sql;
  close(): Promise<void>;
}

/** Opens a pool; it connects on first use. `close` waits 5 s for running queries. */
export function createDb(url: string, options: DbOptions = {}): Database {
  const sql = postgres(url, {
    max: options.max ?? 10,
    prepare: options.prepare ?? true,
    idle_timeout: 30,
    connect_timeout: 5,
    // A query of the driver's own at each connect, whose rejection nobody handles: a database that goes away then would take
    // the process with it. Arrays are written and read by drizzle.
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: options.applicationName ?? 'lectern',
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      // A transaction holds no await on anything but the database: one that idles has lost its client.
      idle_in_transaction_session_timeout: 30_000,
    },
  });
  return { db: drizzle(preparing(sql), { schema }), sql, close: () => sql.end({ timeout: 5 }) };
}
