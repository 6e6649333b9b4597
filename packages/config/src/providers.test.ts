import { describe, expect, it } from 'vitest';
import { modelsEnv, parseEnv, queueEnv, vectorsEnv } from './index.ts';

describe('the language model', () => {
  const read = (source: Record<string, string>) => parseEnv({ models: modelsEnv }, source).models;

  it('is OpenAI’s with a key alone', () => {
    expect(read({ OPENAI_API_KEY: 'sk-1' })).toEqual({
      provider: 'api.openai.com',
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'sk-1',
      chatModel: 'gpt-5.4-mini',
      embeddingModel: 'text-embedding-3-small',
      builtIn: false,
      timeoutMs: 90_000,
      structured: 'json_schema',
      outputLimitField: 'max_completion_tokens',
    });
  });

  it('is one on this machine without a key, whose models have to be named', () => {
    const ollama = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' };
    expect(() => read(ollama)).toThrow(/LECTERN_CHAT_MODEL.*\nLECTERN_EMBEDDING_MODEL/u);
    expect(read({ ...ollama, LECTERN_CHAT_MODEL: 'a', LECTERN_EMBEDDING_MODEL: 'b' })).toMatchObject({
      provider: '127.0.0.1',
      apiKey: 'none',
      chatModel: 'a',
      embeddingModel: 'b',
      outputLimitField: 'max_tokens',
    });
  });

  it('may leave embeddings to another provider', () => {
    const groq = { OPENAI_BASE_URL: 'https://api.groq.com/openai/v1', OPENAI_API_KEY: 'k', LECTERN_CHAT_MODEL: 'a' };
    const models = read({ ...groq, LECTERN_EMBEDDING_MODEL: 'b', LECTERN_EMBEDDING_BASE_URL: 'http://embed.internal/v1' });
    expect(models).toMatchObject({ embeddings: { provider: 'embed.internal', baseUrl: 'http://embed.internal/v1', apiKey: 'none' } });
  });

  it('is what a file of providers says, whatever else is set', () => {
    expect(read({ LECTERN_PROVIDERS_FILE: 'providers.json', OPENAI_API_KEY: 'sk-1' })).toEqual({ providersFile: 'providers.json' });
  });

  it('is never chosen silently', () => {
    expect(() => read({})).toThrow(/OPENAI_API_KEY: is needed/u);
  });

  it('is the built-in one only where that is named, with its address', () => {
    const builtIn = { LECTERN_MODEL_BUILT_IN: 'true', LECTERN_CHAT_MODEL: 'a', LECTERN_EMBEDDING_MODEL: 'b' };
    expect(() => read(builtIn)).toThrow(/OPENAI_API_KEY: is needed/u);
    expect(() => read({ ...builtIn, OPENAI_API_KEY: 'sk-1' })).toThrow(/OPENAI_BASE_URL: is needed with LECTERN_MODEL_BUILT_IN/u);
    expect(read({ ...builtIn, OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })).toMatchObject({ builtIn: true });
  });
});

describe('the search index', () => {
  const read = (source: Record<string, string>) => parseEnv({ vectors: vectorsEnv }, source).vectors;
  const cloud = { CHROMA_API_KEY: 'k', CHROMA_TENANT: 't', CHROMA_DATABASE: 'd' };

  it('is a server of one’s own or Chroma Cloud', () => {
    expect(read({ CHROMA_URL: 'http://chroma:8000' })).toMatchObject({ url: 'http://chroma:8000' });
    expect(read(cloud)).toMatchObject({ cloud: { apiKey: 'k', tenant: 't', database: 'd' } });
  });

  it.each([
    [{}, /CHROMA_URL: is needed/u],
    [{ CHROMA_TENANT: 't' }, /CHROMA_TENANT: Chroma Cloud needs CHROMA_API_KEY and CHROMA_DATABASE as well/u],
    [{ ...cloud, CHROMA_URL: 'http://chroma:8000' }, /CHROMA_API_KEY: is for Chroma Cloud/u],
    [{ CHROMA_URL: 'http://chroma:8000/api' }, /CHROMA_URL: must not have a path/u],
  ])('is refused when it is named by halves: %j', (source, problem) => {
    expect(() => read(source)).toThrow(problem);
  });
});

describe('the queue', () => {
  const read = (source: Record<string, string>) => parseEnv({ queue: queueEnv }, source).queue;
  const database = { DATABASE_URL: 'postgres://pooler/d', DATABASE_DIRECT_URL: 'postgres://direct/d' };

  it('is in the database, past a pooler, unless there is a Redis', () => {
    expect(read(database)).toEqual({ backend: 'postgres', url: 'postgres://direct/d' });
    expect(read({ ...database, REDIS_URL: 'rediss://redis' })).toEqual({ backend: 'redis', url: 'rediss://redis', prefix: '{lectern}' });
  });
});
