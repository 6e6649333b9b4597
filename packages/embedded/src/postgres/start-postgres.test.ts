import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { goesAway, runSupervisor } from '../process/run-supervisor.fixture.ts';
import type { EmbeddedServer } from '../server.ts';
import { createDatabase, dropDatabase } from './databases.ts';
import { startPostgres } from './start-postgres.ts';

/** Of mode 700, like root's home: the user that Postgres runs as cannot enter it. */
let privateFolder: string;
let dataDir: string;
let server: EmbeddedServer;

async function start(): Promise<EmbeddedServer> {
  server = await startPostgres({ dataDir });
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}

beforeAll(async () => {
  privateFolder = await mkdtemp(join(tmpdir(), 'lectern-embedded-'));
  dataDir = join(privateFolder, 'postgres');
  await start();
  await query(server.url, 'create table notes as select 42 as answer');
});

afterEach(async () => server.stop());

afterAll(async () => {
  await rm(server.dataPath, { recursive: true, force: true });
  await rm(privateFolder, { recursive: true, force: true });
});

describe('the embedded Postgres', () => {
  test('keeps its data over a restart', async () => {
    await server.stop();
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await start();
    expect(await query(server.url, 'select answer from notes')).toEqual([{ answer: 42 }]);
  });

  test('is found below a folder that only root may enter, and lets nobody else look at its data', async () => {
    await start();
    const settings: { home: string } = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8'));
    expect(join('/', settings.home).endsWith(process.getuid?.() === 0 ? server.dataPath : 'postgres')).toBe(true);
    expect((await stat(server.dataPath)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
  });

  test('stores text of every script, asks for its password, and makes and drops databases', async () => {
    await start();
    const url = await createDatabase(server.url, 'course_1');
    expect(await createDatabase(server.url, 'course_1')).toBe(url);
    expect(await query(url, "select lower('ÄÖ 文') as text, current_setting('server_encoding') as encoding")).toEqual([
      { text: 'äö 文', encoding: 'UTF8' },
    ]);
    await dropDatabase(server.url, 'course_1');
    await expect(query(url, 'select 1')).rejects.toThrow('does not exist');
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('reports that it was killed, and comes back with everything that was committed', async () => {
    await start();
    await query(server.url, 'insert into notes values (43)');
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await start();
    expect(await query(server.url, 'select count(*)::int as notes from notes')).toEqual([{ notes: 2 }]);
  });
});

describe('when its supervisor ends', () => {
  test('by kill -9, the server ends too, and the next start is clean', async () => {
    const supervisor = await runSupervisor('postgres', dataDir);
    await supervisor.kill();
    await start();
    expect(await goesAway(supervisor.pid)).toBe(true);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('by kill -9 together with the guard, the next start ends the server that is left over', async () => {
    const supervisor = await runSupervisor('postgres', dataDir);
    const guard = await supervisor.guardPid();
    process.kill(guard, 'SIGSTOP');
    await supervisor.kill();
    process.kill(guard, 'SIGKILL');
    expect(await query(supervisor.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await start();
    expect(await goesAway(supervisor.pid)).toBe(true);
  });

  test('and its pid has become that of another program, which is left alone', async () => {
    await server.stop();
    await writeFile(join(server.dataPath, 'cluster', 'postmaster.pid'), `${process.pid}\n`);
    await start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('Ctrl-C reaches the supervisor only, which decides when the server ends', async () => {
    const supervisor = await runSupervisor('postgres', dataDir);
    supervisor.interrupt();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await query(supervisor.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await supervisor.kill();
  });
});

describe('a start that cannot succeed says in one line what to do', () => {
  test('the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startPostgres({ dataDir, port })).rejects.toThrow(
      `Postgres cannot listen on 127.0.0.1:${port}, another program does: stop that program or choose another port.`,
    );
    other.close();
  });

  test('the data folder is in use', async () => {
    await start();
    await expect(startPostgres({ dataDir })).rejects.toThrow(/^The data folder .* is in use by this process: stop it/);
    const supervisor = await server.stop().then(() => runSupervisor('postgres', dataDir));
    await expect(startPostgres({ dataDir })).rejects.toThrow(/ is in use by process \d+: stop it or choose another folder\.$/);
    await supervisor.kill();
  });

  test('the data folder cannot be written', async () => {
    const file = join(privateFolder, 'a-file');
    await writeFile(file, '');
    await expect(startPostgres({ dataDir: join(file, 'data') })).rejects.toThrow(
      /^The data folder .* cannot be written \(ENOTDIR\): make it writable or choose another one\.$/,
    );
  });

  test('the database is gone from its place', async () => {
    const lost = join(privateFolder, 'lost');
    const other = await startPostgres({ dataDir: lost, durable: false });
    await other.stop();
    await rm(other.dataPath, { recursive: true });
    await expect(startPostgres({ dataDir: lost })).rejects.toThrow(/^The database that should be in .* is gone: restore it/);
    await rm(other.dataPath, { recursive: true, force: true });
  });
});

describe('a start that is given up while the database is made', () => {
  test('leaves a folder that the next start can use', async () => {
    const folder = join(privateFolder, 'given-up');
    const controller = new AbortController();
    const start = startPostgres({ dataDir: folder, durable: false, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('never mind')), 400);
    await expect(start).rejects.toThrow('never mind');
    const second = await startPostgres({ dataDir: folder, durable: false });
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
    await rm(second.dataPath, { recursive: true });
  });
});
