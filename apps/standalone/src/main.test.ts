import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestFolder, startChildProcess, type TestFolder } from '@lectern/testing';
import { chatModel, embeddingModel } from '@lectern/local-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInModels } from './settings/child-variables.ts';
import { plainEnv } from './testing/plain-env.ts';

const main = new URL('./main.ts', import.meta.url);

let folder: TestFolder;
beforeAll(async () => {
  folder = await createTestFolder();
});
afterAll(() => folder.close());

/** Starts Lectern in a way that cannot succeed; resolves to all that it prints. */
async function run(args: string[], env: Record<string, string> = {}) {
  const lectern = startChildProcess(main, {
    args,
    env: { ...plainEnv, LECTERN_DATA_DIR: join(folder.path, 'data'), ...env },
    cwd: folder.path,
  });
  const { code } = await lectern.exited;
  return { code, lines: lectern.lines.filter((line) => line !== '') };
}

describe('npm start says in one line what to mend', () => {
  it('about an option that does not exist', async () => {
    const { code, lines } = await run(['--sample']);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: ['The option --sample does not exist, or takes no value: npm start -- --help lists them all.'],
    });
  });

  it('about a file that is not there, before anything starts', async () => {
    const { code, lines } = await run(['nowhere.pdf']);
    expect({ code, lines }).toEqual({ code: 1, lines: ['nowhere.pdf cannot be read: there is no such file.'] });
    expect(await readdir(folder.path)).not.toContain('data');
  });

  it('about a folder instead of a file', async () => {
    await mkdir(join(folder.path, 'handouts'));
    const { lines } = await run(['handouts/']);
    expect(lines).toEqual(['handouts/ is a folder: name the PDF files in it, for instance handouts/*.pdf']);
  });

  it('about a data folder that cannot be written', async () => {
    await writeFile(join(folder.path, 'occupied'), '');
    const { code, lines } = await run([], { LECTERN_DATA_DIR: join(folder.path, 'occupied', 'data') });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^The data folder .*occupied\/data cannot be written \(ENOTDIR\)/u)]);
  });

  it('about a port that another program uses', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, lines } = await run([], { LECTERN_PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(lines).toEqual([
      `Port ${port} cannot be used. Stop the program that uses it, or choose another one: LECTERN_PORT=${port + 1} npm start`,
    ]);
  });

  it('about a database that does not answer', async () => {
    const { code, lines } = await run([], { DATABASE_URL: 'postgres://127.0.0.1:9/lectern', LECTERN_PORT: '0' });
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('The database at 127.0.0.1:9 (DATABASE_URL) cannot be prepared: ECONNREFUSED');
  });

  it('about all settings at once', async () => {
    const { code, lines } = await run([], { LECTERN_PORT: 'many', CHROMA_TENANT: 'ours', LECTERN_CHAT_MODEL: 'gpt' });
    expect(code).toBe(1);
    expect(lines.slice(1)).toEqual([
      '  CHROMA_TENANT: Chroma Cloud needs CHROMA_API_KEY and CHROMA_DATABASE as well',
      '  LECTERN_PORT: must be a whole number from 0 to 65535',
      '  LECTERN_CHAT_MODEL: names the model of a provider: set OPENAI_API_KEY or OPENAI_BASE_URL as well',
    ]);
  });
});

it('the built-in model is asked for by the names it answers to', () => {
  expect(builtInModels).toEqual({ chat: chatModel, embedding: embeddingModel });
});
