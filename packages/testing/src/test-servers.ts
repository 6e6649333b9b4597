/** The servers of a test run, as its global setup hands them to the test files. */
export interface TestServers {
  /** A superuser's url of the server's database `postgres`. */
  postgresUrl: string;
  /** The database that is copied for each test database. */
  templateDatabase: string;
  chromaUrl: string;
  /** Absent where no Redis could be had: then only the Postgres queue is tested. */
  redis?: TestRedis;
}

export interface TestRedis {
  /** Without a database number. */
  url: string;
  /** How many logical databases it has; test files use all but number 0. */
  databases: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServers: TestServers;
  }
}
