import { join } from 'node:path';
import { createDb, type Database } from '@lectern/db';
import { choosePort } from '@lectern/embedded';
import { chatModel, embeddingModel, startLocalModel } from '@lectern/local-model';
import { chromaUrl, createTestDatabase, createTestFolder, type QueueBackend, startChildProcess, type TestProcess } from '@lectern/testing';
import { type FaultProxy, startFaultProxy } from '@lectern/testing/fault-proxy';
import type { Installation } from './installation.ts';
import { type Recorder, startRecorder } from './start-recorder.ts';

const programs = {
  api: { entry: new URL('../../../../api/src/main.ts', import.meta.url), isUp: /"serving"/u },
  worker: { entry: new URL('../../../../worker/src/main.ts', import.meta.url), isUp: /"working"/u },
};
export type Program = keyof typeof programs;
const startLimitMs = 30_000;

/** API and worker as a server runs them, each a process that can be killed, with the built-in model behind a proxy. */
export interface Production extends Installation {
  sql: Database['sql'];
  proxy: FaultProxy;
  /** What reached the model past the proxy. */
  recorder: Recorder;
  /** SIGKILL; resolves when it is dead. */
  kill(program: Program): Promise<void>;
  /** Starts another one in its place; resolves when that is up. */
  restart(program: Program): Promise<void>;
}

export async function startProduction(backend: QueueBackend): Promise<Production> {
  const [database, folder] = await Promise.all([createTestDatabase(), createTestFolder()]);
  const model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  const proxy = await startFaultProxy({ upstream: model.url });
  const recorder = await startRecorder(proxy.url);
  const { sql, close: closeSql } = createDb(database.url, { max: 2 });
  const queue = database.queue(backend);
  const port = await choosePort('The API', undefined);
  const env = {
    PATH: '/usr/bin:/bin',
    DATABASE_URL: database.url,
    ...(queue.backend === 'redis' && { REDIS_URL: queue.url, REDIS_PREFIX: queue.prefix }),
    CHROMA_URL: chromaUrl(),
    OPENAI_BASE_URL: recorder.url,
    LECTERN_CHAT_MODEL: chatModel,
    LECTERN_EMBEDDING_MODEL: embeddingModel,
    LECTERN_MODEL_BUILT_IN: 'true',
    LECTERN_FILES_DIR: join(folder.path, 'files'),
    LECTERN_PORT: String(port),
    LECTERN_SECRET: 'the secret of a test, which is long enough',
    // One person does here what a whole school does elsewhere.
    ...Object.fromEntries(['DEFAULT', 'MODEL', 'POLL', 'SITTING', 'ANONYMOUS'].map((rate) => [`LECTERN_RATE_${rate}`, '1000000'])),
  };

  async function start(name: Program): Promise<TestProcess> {
    const started = startChildProcess(programs[name].entry, { env });
    const ended = started.exited.then((): never => {
      throw new Error(`The ${name} ended: ${started.lines.join('\n')}`);
    });
    await Promise.race([started.waitForLine(programs[name].isUp, startLimitMs), ended]);
    // It is to end, later.
    ended.catch(() => {});
    return started;
  }
  const [api, worker] = await Promise.all([start('api'), start('worker')]);
  const running = { api, worker };
  const setupLine = await api.waitForLine(/^\s+\S{30,}$/u);
  return {
    url: `http://127.0.0.1:${port}`,
    setupToken: setupLine.trim(),
    sql,
    proxy,
    recorder,
    kill: (name) => running[name].stop('SIGKILL'),
    async restart(name) {
      running[name] = await start(name);
    },
    async close() {
      await Promise.all([running.api.stop(), running.worker.stop()]);
      await recorder.close();
      await proxy.close();
      await model.close();
      await closeSql();
      await database.close();
      await folder.close();
    },
  };
}
