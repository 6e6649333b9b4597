import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestFolder } from './create-test-folder.ts';
import type { TestFolder } from './create-test-folder.ts';
import { startChildProcess } from './start-child-process.ts';

const vitest = new URL('./vitest.mjs', import.meta.resolve('vitest/package.json'));
const reporter = fileURLToPath(new URL('./summary-reporter.ts', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

let folder: TestFolder;

beforeEach(async () => {
  folder = await createTestFolder();
  await symlink(modules, join(folder.path, 'node_modules'));
});

afterEach(async () => folder.close());

/** Runs vitest over the given test files; returns the last line it printed, and its exit code. */
async function runTests(files: Record<string, string>, globalSetup = 'export const setup = () => undefined;') {
  const config = `
    import { SummaryReporter } from ${JSON.stringify(reporter)};
    export default { test: { globalSetup: ['./setup.js'], reporters: ['default', new SummaryReporter()] } };`;
  for (const [name, text] of Object.entries({ ...files, 'vitest.config.js': config, 'setup.js': globalSetup })) {
    await writeFile(join(folder.path, name), text);
  }
  const run = startChildProcess(vitest, { args: ['run', '--root', folder.path], cwd: folder.path });
  const { code } = await run.exited;
  return { lastLine: run.lines.at(-1), code };
}

const HEAD = `import { beforeAll, describe, expect, test } from 'vitest';\n`;

describe('the last line of a run', () => {
  test('counts what passed, failed and was skipped', async () => {
    const mixed = `${HEAD}
      test('right', () => {}); test('right too', () => {});
      test('wrong', () => expect(1).toBe(2));
      test.skip('later', () => {}); test.todo('some day');`;
    expect(await runTests({ 'mixed.test.js': mixed })).toEqual({ lastLine: '2 passed, 1 failed, 2 skipped', code: 1 });
  });

  test('says nothing of skipped tests where there are none', async () => {
    const right = `${HEAD} test('right', () => {});`;
    expect(await runTests({ 'right.test.js': right })).toEqual({ lastLine: '1 passed, 0 failed', code: 0 });
  });

  test('counts what breaks outside tests as failed', async () => {
    const right = `${HEAD} test('right', () => {});`;
    const files = {
      'right.test.js': right,
      'broken-file.test.js': `import './missing.js';`,
      'broken-suite.test.js': `${HEAD} describe('suite', () => { beforeAll(() => { throw new Error('no'); }); test('x', () => {}); });`,
      'rejection.test.js': `${HEAD} test('right', () => { void Promise.reject(new Error('unheard')); });`,
    };
    const { lastLine, code } = await runTests(files);
    expect(lastLine).toMatch(/^2 passed, 3 failed/);
    expect(code).toBe(1);
  });

  test.each([
    ['setup', `export const setup = () => { throw new Error('no server'); };`],
    ['teardown', `export const teardown = () => { throw new Error('cannot stop'); };`],
  ])('reports a failed %s of the whole run', async (_, globalSetup) => {
    const { lastLine, code } = await runTests({ 'right.test.js': `${HEAD} test('right', () => {});` }, globalSetup);
    expect(lastLine).toMatch(/^[01] passed, 1 failed$/);
    expect(code).toBe(1);
  });

  test('does not call a run without tests a success', async () => {
    expect(await runTests({})).toEqual({ lastLine: '0 passed, 1 failed', code: 1 });
  });
});
