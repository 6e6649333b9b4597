import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePrompt } from '../fixtures/prompt.ts';
import { cellText, energyText } from '../fixtures/texts.ts';
import { chatModel, embeddingModel, type LocalModel, type LogEntry, startLocalModel } from '../index.ts';

let model: LocalModel;
let client: OpenAI;
const log: LogEntry[] = [];

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0, onLog: (entry) => log.push(entry) });
  client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => model.close());

const post = (path: string, body: unknown, init: RequestInit = {}) =>
  fetch(`${model.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });

const ask = (content: string) => ({ model: chatModel, messages: [{ role: 'user' as const, content }] });
const question = `<passage id="p7" pages="1-1" heading="Cells">\n${cellText}\n</passage>\nWhat is the cell membrane?`;

describe('chat', () => {
  test('a question about given passages is answered with their sentences and ids', async () => {
    const { choices, usage, object } = await client.chat.completions.create(ask(question));
    expect(object).toBe('chat.completion');
    expect(choices[0]?.message.content).toContain(
      '“The cell membrane is a thin layer that surrounds every cell and controls what enters and leaves.” [p7]',
    );
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  test('without passages it says what it is', async () => {
    const { choices } = await client.chat.completions.create(ask('Who are you?'));
    expect(choices[0]?.message.content).toMatch(/no AI behind it/u);
  });

  test('a streamed answer is the same text, ends with its reason, usage and [DONE]', async () => {
    const whole = await client.chat.completions.create(ask(question));
    const stream = await client.chat.completions.create({ ...ask(question), stream: true, stream_options: { include_usage: true } });
    let text = '';
    const reasons: string[] = [];
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.choices[0]?.finish_reason) reasons.push(chunk.choices[0].finish_reason);
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(reasons).toEqual(['stop']);
    expect(tokens).toBe(whole.usage?.total_tokens);
    const raw = await post('/chat/completions', { ...ask(question), stream: true });
    expect(raw.headers.get('content-type')).toContain('text/event-stream');
    expect((await raw.text()).trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  test('an answer longer than max_tokens is cut and says so', async () => {
    const { choices, usage } = await client.chat.completions.create({ ...ask(question), max_completion_tokens: 5 });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBeLessThanOrEqual(5);
  });

  test('content in parts is read like a string', async () => {
    const { choices } = await client.chat.completions.create({
      model: chatModel,
      messages: [{ role: 'user', content: [{ type: 'text', text: question }] }],
    });
    expect(choices[0]?.message.content).toContain('[p7]');
  });
});

describe('embeddings', () => {
  const embed = async (input: string | string[], dimensions?: number) =>
    (await client.embeddings.create({ model: embeddingModel, input, ...(dimensions !== undefined && { dimensions }) })).data.map(
      ({ embedding }) => embedding,
    );
  const closeness = (one: readonly number[] = [], other: readonly number[] = []) =>
    one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

  test('base64 and float carry the same unit vector of 384 numbers', async () => {
    const [packed] = await embed('Osmosis is the diffusion of water.');
    const [plain] = (
      await client.embeddings.create({ model: embeddingModel, input: 'Osmosis is the diffusion of water.', encoding_format: 'float' })
    ).data;
    expect(packed).toHaveLength(384);
    expect(packed?.map((value) => value.toFixed(5))).toEqual(plain?.embedding.map((value) => value.toFixed(5)));
    expect(closeness(packed, packed)).toBeCloseTo(1, 4);
  });

  test('the asked number of dimensions is given, in the order of the inputs', async () => {
    const vectors = await embed(['one', 'two', 'one'], 64);
    expect(vectors.map((vector) => vector.length)).toEqual([64, 64, 64]);
    expect(vectors[0]).toEqual(vectors[2]);
    expect(vectors[0]).not.toEqual(vectors[1]);
  });

  test('shared words bring texts together, in any form and language; shared letters and function words hardly do', async () => {
    const [query, same, inflected, letters, unrelated] = await embed([
      'How does a loop end?',
      'The loop ends when its condition is false.',
      'Ending loops',
      'Hoow toes e loup and',
      'How does a king rule?',
    ]);
    expect(closeness(query, same)).toBeGreaterThan(0.25);
    expect(closeness(query, inflected)).toBeGreaterThan(0.4);
    expect(closeness(query, letters)).toBeLessThan(0.15);
    expect(closeness(query, unrelated)).toBeLessThan(0.15);
    const [german, alike, other] = await embed([
      'Die Zelle hat eine Membran.',
      'Was ist eine Membran der Zelle?',
      'Der König hat eine Krone.',
    ]);
    expect(closeness(german, alike)).toBeGreaterThan(closeness(german, other) + 0.3);
  });

  test('a thousand passages are done within five seconds', async () => {
    const startedAt = performance.now();
    const vectors = await embed(Array.from({ length: 1_000 }, (_, index) => `${energyText} ${index}`));
    expect(vectors).toHaveLength(1_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('refusals have the shape of OpenAI’s', () => {
  const refusals: [string, string, unknown, number, string, string | null][] = [
    [
      'a schema nobody knows',
      '/chat/completions',
      { ...ask('x'), response_format: { type: 'json_schema', json_schema: { name: 'poem', schema: {} } } },
      400,
      'unsupported_schema',
      'response_format.json_schema.name',
    ],
    [
      'JSON without a schema',
      '/chat/completions',
      { ...ask('x'), response_format: { type: 'json_object' } },
      400,
      'unsupported_schema',
      'response_format',
    ],
    [
      'a prompt without a request',
      '/chat/completions',
      { ...ask('write!'), response_format: { type: 'json_schema', json_schema: { name: 'write_questions' } } },
      400,
      'invalid_prompt',
      'messages',
    ],
    ['another model', '/chat/completions', { ...ask('x'), model: 'gpt-4o' }, 404, 'model_not_found', 'model'],
    ['no messages', '/chat/completions', { model: chatModel, messages: [] }, 400, 'invalid_value', 'messages'],
    ['more than one choice', '/chat/completions', { ...ask('x'), n: 2 }, 400, 'invalid_value', 'n'],
    ['a body that is not JSON', '/chat/completions', '{"model":', 400, 'invalid_json', null],
    ['an empty input', '/embeddings', { model: embeddingModel, input: '' }, 400, 'invalid_value', 'input'],
    [
      'too many inputs',
      '/embeddings',
      { model: embeddingModel, input: Array.from({ length: 2_049 }, () => 'x') },
      400,
      'invalid_value',
      'input',
    ],
    ['too large a body', '/embeddings', { model: embeddingModel, input: 'x'.repeat(17 * 1024 * 1024) }, 413, 'request_too_large', null],
    ['an unknown path', '/completions', {}, 404, 'not_found', null],
  ];

  test.each(refusals)('%s', async (_, path, body, status, code, param) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { message: expect.any(String), type: 'invalid_request_error', param, code } });
  });

  test('the SDK sees the message that names the known schemas', async () => {
    const refused = client.chat.completions.create({
      ...ask('x'),
      response_format: { type: 'json_schema', json_schema: { name: 'poem', schema: {} } },
    });
    await expect(refused).rejects.toThrow(/write_questions/u);
  });
});

describe('the server', () => {
  test('lists its two models', async () => {
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([chatModel, embeddingModel]);
    expect((await client.models.retrieve(chatModel)).id).toBe(chatModel);
  });

  test('stops working for a client that has hung up, and goes on for others', async () => {
    const controller = new AbortController();
    const input = Array.from({ length: 2_000 }, (_, index) => `${energyText} ${index}`);
    const abandoned = post('/embeddings', { model: embeddingModel, input }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 60);
    await expect(abandoned).rejects.toThrow();
    await expect.poll(() => log.some(({ status }) => status === 499)).toBe(true);
    expect((await client.models.list()).data).toHaveLength(2);
  });

  test('answers others while it reads a long text', async () => {
    const long = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`p${index}`, Array.from({ length: 12 }, () => `${cellText} ${index}`).join('\n')]),
    );
    const slow = post('/chat/completions', {
      ...ask(writePrompt(long)),
      response_format: { type: 'json_schema', json_schema: { name: 'write_questions' } },
    });
    const startedAt = performance.now();
    await client.models.list();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect((await slow).status).toBe(200);
  });

  test('a taken port is an error, not a silence', async () => {
    const port = Number(new URL(model.url).port);
    await expect(startLocalModel({ host: '127.0.0.1', port })).rejects.toThrow(/EADDRINUSE/u);
  });
});
