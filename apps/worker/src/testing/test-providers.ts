import { writeFile } from 'node:fs/promises';

/** What the built-in model calls itself. */
const chatModel = 'lectern-local-1';
const embeddingModel = 'lectern-local-embed-1';

interface Budgets {
  requests_per_minute?: number;
  tokens_per_minute?: number;
}

/** A provider that serves the built-in model's chat, by way of a proxy as a rule. */
interface TestProvider {
  name: string;
  url: string;
  /** Secrets by the names of the keys. One key by default. */
  keys?: Readonly<Record<string, string>>;
  /** Of each key. */
  limits?: Budgets;
  /** US dollars for a million tokens. */
  prices?: { input: number; output: number };
}

export interface TestProviders {
  /** In the order in which they serve. */
  chat: readonly TestProvider[];
  /** Where embeddings come from, if not from the built-in model itself. */
  embeddingsUrl?: string;
  /** Limit of one call; default 20 s. */
  timeoutMs?: number;
  monthlyBudgetUsd?: number;
}

/** Writes the providers file. Embeddings have a provider of their own, so that faults meet the chat alone, or these alone. */
export async function writeProviders(
  path: string,
  builtInUrl: string,
  { chat, embeddingsUrl = builtInUrl, timeoutMs, monthlyBudgetUsd }: TestProviders,
): Promise<void> {
  const embedder = 'embedder';
  const content = {
    providers: [
      ...chat.map(({ name, url, keys = { key: 'secret' }, limits, prices }) => ({
        name,
        // Like the built-in model in all but its name, which may stand beside no other.
        kind: 'vllm',
        base_url: url,
        keys: Object.entries(keys).map(([keyName, key]) => ({ name: keyName, key })),
        ...(limits && { limits }),
        ...(prices && { prices: { [chatModel]: prices } }),
      })),
      { name: embedder, kind: 'vllm', base_url: embeddingsUrl, prices: { [embeddingModel]: { input: 0, output: 0 } } },
    ],
    chat: chat.map(({ name }) => ({ provider: name, model: chatModel })),
    embeddings: [{ provider: embedder, model: embeddingModel }],
    timeout_ms: timeoutMs ?? 20_000,
    ...(monthlyBudgetUsd !== undefined && { monthly_budget_usd: monthlyBudgetUsd }),
  };
  await writeFile(path, JSON.stringify(content));
}
