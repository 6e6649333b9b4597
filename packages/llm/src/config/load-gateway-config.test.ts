import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestFolder, type TestFolder } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGatewayConfig, readGatewayConfig } from './load-gateway-config.ts';
import { ProvidersFile } from './providers-file.ts';

let folder: TestFolder;
beforeAll(async () => {
  folder = await createTestFolder();
});
afterAll(() => folder.close());

async function load(content: unknown) {
  const path = join(folder.path, 'providers.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return loadGatewayConfig(path);
}

const openai = { name: 'openai', kind: 'openai', keys: [{ name: 'a', key: 'sk-secret' }] };
const groq = {
  name: 'groq',
  kind: 'groq',
  keys: [
    { name: 'one', key: 'g-1', limit_group: 'school' },
    { name: 'two', key: 'g-2', limit_group: 'school' },
    { name: 'three', key: 'g-3' },
  ],
  limits: { requests_per_minute: 10 },
  limit_groups: { school: { requests_per_minute: 30, models: { big: { requests_per_minute: 5, tokens_per_minute: 8_000 } } } },
  prices: { big: { input: 0.5, output: 2 } },
};
const good = {
  providers: [openai, groq],
  chat: [
    { provider: 'groq', model: 'big' },
    { provider: 'openai', model: 'mini' },
  ],
  embeddings: [{ provider: 'openai', model: 'small' }],
};

describe('a providers file', () => {
  test('says in which order who is asked, with what, and how often', async () => {
    const config = await load(good);
    expect(config.chat).toMatchObject([
      {
        provider: 'groq',
        baseUrl: 'https://api.groq.com/openai/v1',
        price: { input: 0.5, output: 2 },
        capabilities: { structured: 'json_schema', embeddings: false, rateHeaders: true },
        keys: [
          { name: 'groq/one', secret: 'g-1', group: 'groq/group/school/big', limits: { requestsPerMinute: 5, tokensPerMinute: 8_000 } },
          { name: 'groq/two', group: 'groq/group/school/big' },
          { name: 'groq/three', group: 'groq/key/three', limits: { requestsPerMinute: 10 } },
        ],
      },
      { provider: 'openai', model: 'mini', keys: [{ limits: {} }] },
    ]);
    expect(config.timeoutMs).toBe(90_000);
    expect(config.monthlyBudget).toBeNull();
  });

  test('says what calls cost, and what each payer may spend in a month', async () => {
    const prices = { mini: { input: 0.2, cached_input: 0.02, output: 1.2 }, small: { input: 0.01, output: 0 } };
    const config = await load({ ...good, providers: [{ ...openai, prices }, groq], monthly_budget_usd: 1.5 });
    expect(config.monthlyBudget).toBe(1_500_000);
    expect(config.chat[1]?.price).toEqual({ input: 0.2, cachedInput: 0.02, output: 1.2 });
    expect(config.embeddings[0].price).toEqual({ input: 0.01, cachedInput: 0.01, output: 0 });
  });

  test('may leave keys to files, and to nobody where none is asked for', async () => {
    await writeFile(join(folder.path, 'key.txt'), 'sk-from-file\n');
    const keyFile = { ...openai, keys: [{ name: 'a', key_file: 'key.txt' }] };
    expect((await load({ ...good, providers: [keyFile, groq] })).chat[1]?.keys[0]?.secret).toBe('sk-from-file');
    const ollama = {
      providers: [{ name: 'o', kind: 'ollama' }],
      chat: [{ provider: 'o', model: 'm' }],
      embeddings: [{ provider: 'o', model: 'e' }],
    };
    expect((await load(ollama)).chat[0].keys).toMatchObject([{ name: 'o/no-key', secret: 'none' }]);
  });

  test('with another secret under the same name is another key, which is not set aside', async () => {
    const changed = { ...openai, keys: [{ name: 'a', key: 'sk-new' }] };
    const gates = [await load(good), await load({ ...good, providers: [changed, groq] })].map(
      ({ embeddings }) => embeddings[0].keys[0]?.gate,
    );
    expect(gates[0]).not.toBe(gates[1]);
    expect(gates.join()).not.toContain('sk-');
  });

  test.each([
    [
      'an unknown provider',
      { ...good, chat: [{ provider: 'nobody', model: 'm' }] },
      /names none of the providers[\s\S]*chat\[0\]\.provider/,
    ],
    ['embeddings where there are none', { ...good, embeddings: [{ provider: 'groq', model: 'm' }] }, /has no embeddings/],
    [
      'two embedding models',
      { ...good, embeddings: [...good.embeddings, { provider: 'openai', model: 'large' }] },
      /must all be the same model/,
    ],
    [
      'an unknown limit group',
      { ...good, providers: [openai, { ...groq, limit_groups: {} }] },
      /names none of the limit groups[\s\S]*limit_group/,
    ],
    ['two keys of one name', { ...good, providers: [{ ...openai, keys: [...openai.keys, ...openai.keys] }, groq] }, /two keys alike/],
    ['a key without a key', { ...good, providers: [{ ...openai, keys: [{ name: 'a' }] }, groq] }, /either `key` or `key_file`/],
    ['no address', { ...good, providers: [{ ...openai, kind: 'vllm' }, groq] }, /is needed[\s\S]*base_url/],
    ['a budget without prices', { ...good, monthly_budget_usd: 5 }, /has no price[\s\S]*chat\[1\]\.model/],
    ['a misspelt setting', { ...good, providers: [{ ...openai, limts: {} }, groq] }, /limts/],
    [
      'the built-in model as a stand-in',
      {
        ...good,
        providers: [openai, groq, { name: 'local', kind: 'local-model', base_url: 'http://127.0.0.1:1/v1' }],
        chat: [...good.chat, { provider: 'local', model: 'm' }],
      },
      /stands in for nobody/,
    ],
    ['no JSON', '{ "providers": [{ "key": "sk-secret" oops', /not valid JSON/],
  ])('with %s is refused, and no key is shown', async (_name, content, problem) => {
    const error = await load(content).then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : ''),
    );
    expect(error).toMatch(problem);
    expect(error).toContain('providers.json');
    expect(error).not.toContain('sk-secret');
  });
});

test('a single endpoint needs no file, and no limits', () => {
  const embeddings = { provider: 'embedder', baseUrl: 'http://127.0.0.1:2/v1', apiKey: 'none' };
  const config = readGatewayConfig({
    provider: 'host',
    baseUrl: 'http://127.0.0.1:1/v1',
    apiKey: 'sk-1',
    chatModel: 'chat',
    embeddingModel: 'embed',
    embeddings,
    builtIn: true,
    timeoutMs: 5_000,
    structured: 'json_object',
    outputLimitField: 'max_tokens',
  });
  const limits = { requestsPerMinute: undefined, tokensPerMinute: undefined };
  expect(config.chat).toMatchObject([{ provider: 'host', model: 'chat', keys: [{ secret: 'sk-1', limits }] }]);
  expect(config.chat[0].capabilities).toMatchObject({ structured: 'json_object', builtIn: true, outputLimitField: 'max_tokens' });
  expect(config.embeddings).toMatchObject([{ provider: 'embedder', model: 'embed' }]);
  expect(config.timeoutMs).toBe(5_000);
});

test('the examples in the documentation are valid', () => {
  const text = readFileSync(new URL('../../../../docs/providers.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```json\n(\{[\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? '') as unknown);
  expect(examples.length).toBeGreaterThanOrEqual(5);
  for (const example of examples) expect(ProvidersFile.safeParse(example).error?.issues).toBeUndefined();
});
