import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChromaClient } from 'chromadb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { goesAway, runSupervisor } from '../process/run-supervisor.fixture.ts';
import type { EmbeddedServer } from '../server.ts';
import { startChroma } from './start-chroma.ts';

let dataDir: string;
let server: EmbeddedServer;

async function start(): Promise<EmbeddedServer> {
  server = await startChroma({ dataDir });
  return server;
}

async function countPassages({ port }: EmbeddedServer): Promise<number> {
  const client = new ChromaClient({ host: '127.0.0.1', port });
  const collection = await client.getCollection({ name: 'passages' });
  return collection.count();
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-embedded-'));
  const { port } = await start();
  const client = new ChromaClient({ host: '127.0.0.1', port });
  const collection = await client.createCollection({ name: 'passages', embeddingFunction: null });
  await collection.add({
    ids: ['a', 'b'],
    embeddings: [
      [1, 0],
      [0, 1],
    ],
  });
});

afterEach(async () => server.stop());

afterAll(async () => rm(dataDir, { recursive: true, force: true }));

describe('the embedded Chroma', () => {
  test('keeps its data over a restart', async () => {
    await server.stop();
    expect(await countPassages(await start())).toBe(2);
  });

  test('reports that it was killed, and comes back with its data', async () => {
    await start();
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await countPassages(await start())).toBe(2);
  });

  test('ends when its supervisor is killed, and the next start is clean', async () => {
    const supervisor = await runSupervisor('chroma', dataDir);
    await supervisor.kill();
    expect(await countPassages(await start())).toBe(2);
    expect(await goesAway(supervisor.pid)).toBe(true);
  });

  test('does not notice Ctrl-C in the terminal', async () => {
    const supervisor = await runSupervisor('chroma', dataDir);
    supervisor.interrupt();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await fetch(`${supervisor.url}/api/v2/heartbeat`)).ok).toBe(true);
    await supervisor.kill();
  });

  test('says in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startChroma({ dataDir, port })).rejects.toThrow(
      `Chroma cannot listen on 127.0.0.1:${port}, another program does: stop that program or choose another port.`,
    );
    other.close();
  });

  test('says in one line that its data folder is in use', async () => {
    await start();
    await expect(startChroma({ dataDir })).rejects.toThrow(/^The data folder .* is in use by this process: stop it/);
  });
});
