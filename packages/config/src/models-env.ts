import { z } from 'zod';
import { addressOf, choiceOf, flag, wholeNumber } from './variables.ts';

export interface ModelEndpoint {
  /** The name under which its calls are recorded: its host. */
  provider: string;
  baseUrl: string;
  apiKey: string;
}

/** The language model: what a file says of any number of providers, or a single one. */
export type ModelsConfig = ProvidersFileConfig | SingleProviderConfig;

export interface ProvidersFileConfig {
  /** Path of the JSON file that docs/providers.md describes. */
  providersFile: string;
}

/** Any OpenAI-compatible endpoint, and another one for embeddings where need be. */
export interface SingleProviderConfig extends ModelEndpoint {
  chatModel: string;
  embeddingModel: string;
  embeddings?: ModelEndpoint;
  /** True for `local-model`: nothing it says is by an AI. */
  builtIn: boolean;
  timeoutMs: number;
  structured: 'json_schema' | 'json_object' | 'none';
  outputLimitField: 'max_completion_tokens' | 'max_tokens';
}

const openAi = 'https://api.openai.com/v1';
/** What a key alone gets: inexpensive models that OpenAI has not announced to shut down. */
const openAiDefaults = { chat: 'gpt-5.4-mini', embedding: 'text-embedding-3-small' };
/** The SDK demands a key; servers on one's own machine ask for none. */
const noKey = 'none';

/** Whether this is OpenAI's own API, the only one that is known well enough to choose models for people. */
export function isOpenAi(baseUrl: string | undefined): boolean {
  return hostOf(baseUrl ?? openAi) === hostOf(openAi);
}

const variables = z.object({
  LECTERN_PROVIDERS_FILE: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: addressOf(['http:', 'https:']).optional(),
  LECTERN_CHAT_MODEL: z.string().optional(),
  LECTERN_EMBEDDING_MODEL: z.string().optional(),
  LECTERN_EMBEDDING_BASE_URL: addressOf(['http:', 'https:']).optional(),
  LECTERN_EMBEDDING_API_KEY: z.string().optional(),
  LECTERN_MODEL_BUILT_IN: flag().default(false),
  LECTERN_MODEL_TIMEOUT_MS: wholeNumber({ from: 1_000, to: 120_000 }).default(90_000),
  LECTERN_STRUCTURED_OUTPUT: choiceOf(['json_schema', 'json_object', 'none']).default('json_schema'),
});

export const modelsEnv = variables.transform((env, context): ModelsConfig => {
  // The file says everything: a key in the environment may be there for other programs.
  if (env.LECTERN_PROVIDERS_FILE !== undefined) return { providersFile: env.LECTERN_PROVIDERS_FILE };
  const missing = findMissing(env);
  for (const { name, message } of missing) context.addIssue({ code: 'custom', path: [name], message });
  if (missing.length > 0) return z.NEVER;
  const chat = endpoint(env.OPENAI_BASE_URL ?? openAi, env.OPENAI_API_KEY);
  return {
    ...chat,
    chatModel: env.LECTERN_CHAT_MODEL ?? openAiDefaults.chat,
    embeddingModel: env.LECTERN_EMBEDDING_MODEL ?? openAiDefaults.embedding,
    ...(env.LECTERN_EMBEDDING_BASE_URL && { embeddings: endpoint(env.LECTERN_EMBEDDING_BASE_URL, env.LECTERN_EMBEDDING_API_KEY) }),
    builtIn: env.LECTERN_MODEL_BUILT_IN,
    timeoutMs: env.LECTERN_MODEL_TIMEOUT_MS,
    structured: env.LECTERN_STRUCTURED_OUTPUT,
    // OpenAI's reasoning models know only the newer name, many other servers only the older one.
    outputLimitField: /(^|\.)(openai|azure)\.com$/u.test(chat.provider) ? 'max_completion_tokens' : 'max_tokens',
  };
});

function findMissing(env: z.output<typeof variables>): { name: keyof typeof env; message: string }[] {
  if (env.OPENAI_API_KEY === undefined && env.OPENAI_BASE_URL === undefined) {
    return [
      {
        name: 'OPENAI_API_KEY',
        message: 'is needed, and is not set (or OPENAI_BASE_URL, for a server that asks for no key, or LECTERN_PROVIDERS_FILE)',
      },
    ];
  }
  const missing: { name: keyof typeof env; message: string }[] = [];
  // Nobody is to get it by accident: whoever wants it names it twice.
  if (env.LECTERN_MODEL_BUILT_IN && env.OPENAI_BASE_URL === undefined) {
    missing.push({ name: 'OPENAI_BASE_URL', message: 'is needed with LECTERN_MODEL_BUILT_IN=true: where the built-in model is served' });
  }
  const elsewhere = !isOpenAi(env.OPENAI_BASE_URL);
  if (elsewhere && env.LECTERN_CHAT_MODEL === undefined) {
    missing.push({ name: 'LECTERN_CHAT_MODEL', message: 'is needed with this OPENAI_BASE_URL: the name of a model that is served there' });
  }
  if ((elsewhere || env.LECTERN_EMBEDDING_BASE_URL !== undefined) && env.LECTERN_EMBEDDING_MODEL === undefined) {
    missing.push({ name: 'LECTERN_EMBEDDING_MODEL', message: 'is needed: the name of the model that makes embeddings' });
  }
  return missing;
}

function endpoint(baseUrl: string, apiKey: string | undefined): ModelEndpoint {
  return { provider: hostOf(baseUrl) ?? baseUrl, baseUrl, apiKey: apiKey ?? noKey };
}

function hostOf(address: string): string | undefined {
  return URL.parse(address)?.hostname;
}
