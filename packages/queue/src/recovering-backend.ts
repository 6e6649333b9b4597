import {
  assertSchemaCompatibility,
  type PgPool,
  PostgresConnection,
  PostgresQueueBackend,
  type PostgresConnectionOptions,
  type QueueBaseOptions,
} from 'bullmq';

/** BullMQ checks the schema once and remembers a failure for ever; this one checks until it succeeds. */
class RecoveringConnection extends PostgresConnection {
  #ready: Promise<void> | undefined;

  override waitUntilReady(): Promise<void> {
    // Not on a client of its own, as BullMQ does it: nobody would listen to that one's errors.
    this.#ready ??= assertSchemaCompatibility(this.pool, this.schema).then(
      () => undefined,
      (error: unknown) => {
        this.#ready = undefined;
        throw error;
      },
    );
    return this.#ready;
  }
}

/** BullMQ's Postgres backend, able to start while the database is down or not migrated yet. */
export class RecoveringPostgresBackend extends PostgresQueueBackend {
  readonly #workerName: string | undefined;
  #named = false;

  /** `workerName` is what the operator sees in the list of workers; producers have none. */
  constructor(pool: PgPool, queueName: string, options: QueueBaseOptions<PostgresConnectionOptions>, workerName: string | undefined) {
    super(new RecoveringConnection(pool), queueName, options);
    this.#workerName = workerName;
  }

  override async waitUntilReady(): Promise<void> {
    await this.connection.waitUntilReady();
    if (this.#workerName === undefined || this.#named) return;
    this.#named = true;
    // The connection keeps the name and gives it to every later client, so a failure here costs nothing.
    await this.setName(this.#workerName).catch(() => undefined);
  }

  /** Ten seconds, as with Redis: an hour, BullMQ's default, is long to wait for a notification that got lost. */
  override get maximumBlockTimeout(): number {
    return 10;
  }
}
