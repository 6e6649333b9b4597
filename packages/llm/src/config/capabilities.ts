import type { StructuredMode } from '../structured/response-format.ts';

/** What a provider's OpenAI-compatible endpoint can do; what follows from it is in docs/providers.md. */
export interface Capabilities {
  /** The best way to have JSON; one that is rejected all the same is given up for the next poorer. */
  structured: StructuredMode;
  embeddings: boolean;
  /** Its answers tell in `x-ratelimit-*` what is left. */
  rateHeaders: boolean;
  outputLimitField: 'max_completion_tokens' | 'max_tokens';
  /** Lectern's own model without a neural net: nothing it says is by an AI. */
  builtIn: boolean;
}

interface Kind extends Capabilities {
  /** Absent where everybody has an address of their own. */
  baseUrl?: string;
}

/** The providers that are known; `other` is what can be expected of any server that speaks the protocol. */
export const providerKinds = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    structured: 'json_schema',
    embeddings: true,
    rateHeaders: true,
    outputLimitField: 'max_completion_tokens',
    builtIn: false,
  },
  groq: {
    baseUrl: 'https://api.groq.com/openai/v1',
    structured: 'json_schema',
    embeddings: false,
    rateHeaders: true,
    outputLimitField: 'max_completion_tokens',
    builtIn: false,
  },
  gemini: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    structured: 'json_schema',
    embeddings: true,
    rateHeaders: false,
    outputLimitField: 'max_tokens',
    builtIn: false,
  },
  ollama: {
    baseUrl: 'http://127.0.0.1:11434/v1',
    structured: 'json_schema',
    embeddings: true,
    rateHeaders: false,
    outputLimitField: 'max_tokens',
    builtIn: false,
  },
  vllm: { structured: 'json_schema', embeddings: true, rateHeaders: false, outputLimitField: 'max_tokens', builtIn: false },
  'local-model': { structured: 'json_schema', embeddings: true, rateHeaders: false, outputLimitField: 'max_tokens', builtIn: true },
  other: { structured: 'json_object', embeddings: true, rateHeaders: false, outputLimitField: 'max_tokens', builtIn: false },
} as const satisfies Record<string, Kind>;

export type ProviderKind = keyof typeof providerKinds;

export function kindOf(name: ProviderKind): Kind {
  return providerKinds[name];
}
