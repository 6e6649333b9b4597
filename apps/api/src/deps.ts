import { createHmac } from 'node:crypto';
import { createIdentity } from '@lectern/auth';
import { createChangePublisher, createChangeWatcher, createLater, planners } from '@lectern/core';
import { createDb } from '@lectern/db';
import { createGateway, createLimitStore, readGatewayConfig } from '@lectern/llm';
import { createMailer } from '@lectern/mail';
import { createLogger } from '@lectern/observability';
import { createBoardQueues, createQueueProducer } from '@lectern/queue';
import { createRates } from '@lectern/rates';
import { createDiskFileStore } from '@lectern/storage';
import { createChromaIndex } from '@lectern/vectors';
import manifest from '../package.json' with { type: 'json' };
import type { AppDeps } from './app-deps.ts';
import type { ApiEnv } from './env.ts';
import { originOf } from './origin-of.ts';

/** All that lives as long as the process. */
export interface Deps extends Omit<AppDeps, 'closing'> {
  /** Closes what was built, the last first. */
  close(): Promise<void>;
}

/** Connects to the database at once (to listen for changes), to everything else on first use. Error: what the driver throws. */
export async function createDeps(env: ApiEnv): Promise<Deps> {
  const log = createLogger({ name: 'api', level: env.log.level, pretty: process.stdout.isTTY });
  // First of all: what is wrong with the file is told before anything is opened.
  const modelsConfig = readGatewayConfig(env.models);
  const database = createDb(env.database.url, { max: env.database.max, prepare: env.database.prepare, applicationName: 'lectern-api' });
  // LISTEN holds a connection and must not go through a pooler.
  const notices = createDb(env.database.directUrl, { max: 2, applicationName: 'lectern-api-notices' });
  const onError = (err: Error) => log.warn({ err }, 'the queue does not answer');
  const queue = createQueueProducer(env.queue, { onError });
  const board = createBoardQueues(env.queue, { onError });
  const changes = createChangePublisher(notices.sql, log);
  const watcher = await createChangeWatcher(notices.sql, log);
  const limits = createLimitStore(env.queue, (err) => log.warn({ err }, 'the limits do not answer'));
  const rates = createRates(env.queue, env.shield.ratesPerMinute, {
    onError: (err) => log.warn({ err }, 'the store of the rates does not answer; they are counted here alone'),
  });
  const publicUrl = env.accounts.publicUrl ?? originOf(env.http);
  const identity = createIdentity({ db: database.db, secret: env.accounts.secret, publicUrl, loginDays: env.accounts.loginDays, log });
  const later = createLater(log);
  const closing = [notices, database, queue, board, limits, rates, changes, watcher, later];

  return {
    db: database.db,
    queue,
    board,
    changes,
    watcher,
    planners,
    log,
    files: createDiskFileStore(env.files),
    models: createGateway(modelsConfig, limits, { log }),
    reuseWithinMs: env.questions.reuseWithinMs,
    vectors: createChromaIndex(env.vectors),
    identity,
    rates,
    later,
    mailer: env.mail && createMailer(env.mail),
    knowsOwnerTokens: env.edition === 'standalone',
    accounts: {
      signUp: env.accounts.signUp,
      tokenSeconds: env.accounts.tokenSeconds,
      publicUrl,
      setupToken: (env.edition === 'standalone' ? env.http.ownerToken : undefined) ?? setupTokenOf(env.accounts.secret),
    },
    about: { version: manifest.version, edition: env.edition, startedAt: new Date() },
    async close() {
      for (const part of closing.toReversed()) {
        await part.close().catch((err: unknown) => log.warn({ err }, 'something did not close'));
      }
    },
  };
}

/** The same in every process and after every start, and worth nothing once there is an account. */
function setupTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('lectern setup token 1').digest('base64url');
}
