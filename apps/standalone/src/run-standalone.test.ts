import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePort } from '@lectern/embedded';
import { createTestFolder, startChildProcess, type TestFolder, type TestProcess, waitFor } from '@lectern/testing';
import { encryptedPdf, handoutPdf } from '@lectern/testing/pdf-fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApiClient } from './api/client.ts';
import { plainEnv } from './testing/plain-env.ts';
import { descendantsOf, livingOf } from './testing/process-tree.ts';

const main = new URL('./main.ts', import.meta.url);
const startLimitMs = 120_000;
/** Far more than it takes, for machines that do other things as well. */
const quickMs = 30_000;

let folder: TestFolder;
let port: number;
let lectern: TestProcess;

async function start(...args: string[]): Promise<TestProcess> {
  const started = startChildProcess(main, {
    args,
    env: { ...plainEnv, LECTERN_DATA_DIR: join(folder.path, 'data'), LECTERN_PORT: String(port) },
    cwd: folder.path,
  });
  await started.waitForLine(/ready {2}http/u, startLimitMs);
  return started;
}

async function api() {
  const token = (await readFile(join(folder.path, 'data', 'owner-token'), 'utf8')).trim();
  return createApiClient({ url: `http://127.0.0.1:${port}`, token, signal: AbortSignal.timeout(startLimitMs) });
}

async function pidOf(part: string): Promise<number> {
  const record: unknown = JSON.parse(await readFile(join(folder.path, 'data', 'run', part, 'in-use.json'), 'utf8'));
  return z.object({ server: z.object({ pid: z.int() }) }).parse(record).server.pid;
}

// One folder lives through the starts below, as on a person's machine.
describe('a standalone Lectern', () => {
  beforeAll(async () => {
    folder = await createTestFolder();
    // For root: otherwise the database is put elsewhere, and stays there.
    await chmod(folder.path, 0o711);
    port = await choosePort('Lectern', undefined);
    lectern = await start();
  }, startLimitMs);
  afterAll(async () => {
    await lectern.stop('SIGTERM');
    await folder.close();
  });

  it('makes questions of the sample at its first start, and says who made them', async () => {
    const printed = lectern.lines.join('\n');
    expect(printed).toMatch(/1\d pages, \d+ chunks, 20 questions in [\d.]+ s/u);
    expect(printed.match(/”.* ?\(page \d+\)|\(page\n? *\d+\)/gu)?.length).toBeGreaterThanOrEqual(1);
    expect(printed).toContain('No AI is configured');
    const [course] = (await (await api()).call('listCourses')).items;
    expect(course).toMatchObject({ document_count: 1, question_count: 20 });
  });

  it('keeps its secrets where only the owner reads them', async () => {
    for (const file of ['owner-token', 'secret']) {
      const { mode } = await stat(join(folder.path, 'data', file));
      expect({ file, mode: (mode & 0o777).toString(8) }).toEqual({ file, mode: '600' });
    }
  });

  it('says where to make an account while there is none', () => {
    expect(lectern.lines.join('\n')).toContain(`http://127.0.0.1:${port}/sign-up`);
  });

  it('refuses to run twice on one folder, and names the process that has it', async () => {
    const second = startChildProcess(main, { env: { ...plainEnv, LECTERN_DATA_DIR: join(folder.path, 'data'), LECTERN_PORT: '0' } });
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.lines).toEqual([expect.stringContaining(`in use by process ${lectern.pid}`)]);
  });

  it('starts a killed worker again, and says so', async () => {
    const killed = await pidOf('worker');
    process.kill(killed, 'SIGKILL');
    await lectern.waitForLine(/The worker ended \(SIGKILL\) and is started again/u);
    const client = await api();
    const workers = await waitFor(async () => {
      const { workers } = await client.call('getWorkerStats');
      return workers.some(({ pid }) => pid !== killed) && workers;
    });
    expect(workers).not.toHaveLength(0);
  });

  it('ends every process on Ctrl-C', async () => {
    const processes = await descendantsOf(lectern.pid);
    expect(processes.length).toBeGreaterThanOrEqual(5);
    await lectern.stop('SIGINT');
    expect(await lectern.exited).toEqual({ code: 0, signal: null });
    expect(await livingOf(processes)).toEqual([]);
    expect(lectern.lines.at(-1)).toContain('Stopped');
  });

  it('is quick the next time, keeps what there is, and does not repeat the sample', { timeout: startLimitMs }, async () => {
    const startedAt = performance.now();
    lectern = await start();
    expect(performance.now() - startedAt).toBeLessThan(quickMs);
    expect(lectern.lines.join('\n')).not.toContain('sample');
    expect((await (await api()).call('listCourses')).items).toMatchObject([{ question_count: 20 }]);
  });

  it('leaves nothing behind when it is killed', { timeout: startLimitMs }, async () => {
    const processes = await descendantsOf(lectern.pid);
    await lectern.stop('SIGKILL');
    await waitFor(async () => (await livingOf(processes)).length === 0, { timeoutMs: quickMs });
  });

  it('makes questions of one’s own files; one that cannot be read does not hold up the others', { timeout: startLimitMs }, async () => {
    await writeFile(join(folder.path, 'locked.pdf'), await encryptedPdf());
    await writeFile(join(folder.path, 'handout.pdf'), await handoutPdf({ pages: 4 }));
    lectern = await start('locked.pdf', 'handout.pdf');
    const lineOf = (name: string) => lectern.lines.find((line) => line.includes(` ${name} `));
    expect(lineOf('locked.pdf')).toContain('The PDF is protected by a password');
    expect(lineOf('handout.pdf')).toMatch(/✓ .* pages, \d+ chunks, [1-9]\d* questions/u);
  });

  it('gets ready although its token was revoked, and says why the files are left out', { timeout: startLimitMs }, async () => {
    const url = `http://127.0.0.1:${port}`;
    const token = (await readFile(join(folder.path, 'data', 'owner-token'), 'utf8')).trim();
    const account = { email: 'ada@example.org', password: 'a few long words', name: 'Ada', setup_token: token };
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${url}/api/auth/sign-up`, { method: 'POST', headers, body: JSON.stringify(account) })).status).toBe(201);
    const revoked = await fetch(`${url}/api/owner-token`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    expect(revoked.status).toBe(204);
    await lectern.stop('SIGTERM');
    lectern = await start('handout.pdf');
    const printed = lectern.lines.join('\n');
    expect(printed).toContain('The owner’s token was revoked, so this start leaves out 1 file.');
    expect(printed).toContain(`${url}/sign-in`);
    expect(printed).not.toContain('/sign-up');
  });
});
