import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestFolder } from '@lectern/testing';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../testing/client.ts';
import { forkApi } from '../testing/fork-api.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const ownerToken = 'a-token-of-the-owner-that-nobody-guesses';

test('the status names models, keys and budget, and never a secret', async () => {
  const secrets = ['sk-first-secret', 'sk-second-secret'];
  const folder = await createTestFolder();
  onTestFinished(() => folder.close());
  const providersFile = join(folder.path, 'providers.json');
  const provider = {
    name: 'school',
    base_url: 'http://127.0.0.1:9/v1',
    keys: secrets.map((key, index) => ({ name: `key-${index + 1}`, key })),
    prices: { writer: { input: 1, output: 2 }, embedder: { input: 0, output: 0 } },
  };
  const [chat, embeddings] = [[{ provider: 'school', model: 'writer' }], [{ provider: 'school', model: 'embedder' }]];
  await writeFile(providersFile, JSON.stringify({ providers: [provider], chat, embeddings, monthly_budget_usd: 2.5 }));
  const { child, ready, exited, output } = forkApi({
    ...api.variables,
    LECTERN_PROVIDERS_FILE: providersFile,
    LECTERN_EDITION: 'standalone',
    LECTERN_OWNER_TOKEN: ownerToken,
    LECTERN_LOG_LEVEL: 'debug',
  });
  const { body } = await createClient(await ready).call('getSystemStatus', { token: ownerToken });
  child.kill('SIGTERM');
  await exited;

  const keys = [1, 2].map((nth) => ({ name: `school/key-${nth}`, state: 'ok', retry_at: null }));
  expect(body).toMatchObject({
    edition: 'standalone',
    built_in_model: false,
    models: [
      { use: 'chat', provider: 'school', model: 'writer', breaker_open: false, keys },
      { use: 'embeddings', provider: 'school', model: 'embedder', breaker_open: false, keys },
    ],
    models_error: null,
    budget: { limit_microdollars: 2_500_000, payers: [] },
  });
  for (const secret of [...secrets, ownerToken]) expect(JSON.stringify(body) + output()).not.toContain(secret);
});

test('a process that was started on its own is of the production edition', async () => {
  const { token } = await api.makeUser('operator');
  const { body } = await createClient(api.url).call('getSystemStatus', { token });
  expect(body).toMatchObject({ edition: 'production', budget: { limit_microdollars: null } });
  expect(body.version).toMatch(/^\d+\.\d+\.\d+/u);
});

test('the status is for operators', async () => {
  const { token } = await api.makeUser('teacher');
  expect((await createClient(api.url).refuse('getSystemStatus', { token })).status).toBe(403);
});

test('the API does not start without a provider of a language model, and says which settings name one', async () => {
  const { OPENAI_BASE_URL: _, ...variables } = api.variables;
  const { exited, output } = forkApi(variables);
  expect(await exited).toEqual({ code: 1 });
  expect(output()).toMatch(/OPENAI_API_KEY: is needed.*OPENAI_BASE_URL.*LECTERN_PROVIDERS_FILE/u);
});
