import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the worker does not start without a provider of a language model, and says which settings name one', () => {
  const entry = fileURLToPath(new URL('main.ts', import.meta.url));
  const env = { DATABASE_URL: 'postgres://127.0.0.1:9/none', CHROMA_URL: 'http://127.0.0.1:9', LECTERN_FILES_DIR: 'files' };
  const { status, stderr } = spawnSync(process.execPath, [entry], { env, encoding: 'utf8', timeout: 30_000 });
  expect(status).toBe(1);
  expect(stderr).toMatch(/OPENAI_API_KEY: is needed.*OPENAI_BASE_URL.*LECTERN_PROVIDERS_FILE/u);
});
