import postgres from 'postgres';

const LIMIT_S = 10;

/** The same server's other database. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Makes an empty database, or a copy of `template`, which nobody may be connected to meanwhile.
 * @param serverUrl of any database on the server, with a user who may create databases.
 * @returns the url of the database; one of that name which is there already is left as it is.
 */
export async function createDatabase(serverUrl: string, name: string, template = 'template0'): Promise<string> {
  await withConnection(serverUrl, async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) await sql`create database ${sql(name)} template ${sql(template)}`;
  });
  return databaseUrl(serverUrl, name);
}

/** Removes a database with all connections to it, if there is one. `serverUrl` must name another database. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withConnection(serverUrl, async (sql) => {
    await sql`drop database if exists ${sql(name)} with (force)`;
  });
}

/** Rejects unless the server takes the user and answers a query. */
export async function checkConnection(url: string): Promise<void> {
  await withConnection(url, async (sql) => {
    await sql`select 1`;
  });
}

async function withConnection(url: string, use: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: LIMIT_S,
    connection: { statement_timeout: LIMIT_S * 1_000 },
    onnotice: () => undefined,
  });
  try {
    await use(sql);
  } finally {
    await sql.end({ timeout: LIMIT_S });
  }
}
