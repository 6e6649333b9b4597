import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelsOptions } from '../options.ts';
import { type Capabilities, kindOf } from './capabilities.ts';
import type { GatewayConfig, KeyConfig, RouteConfig } from './gateway-config.ts';
import { type LimitsEntry, type ProviderEntry, ProvidersFile } from './providers-file.ts';

/** The SDK demands a key; servers on one's own machine ask for none. */
const noKey = { name: 'no-key', secret: 'none', group: undefined };

/** From a providers file where there is one. Errors: those of `loadGatewayConfig`. */
export function readGatewayConfig(settings: ModelsOptions | { providersFile: string }): GatewayConfig {
  return 'providersFile' in settings ? loadGatewayConfig(settings.providersFile) : toGatewayConfig(settings);
}

/**
 * Reads the providers file and the key files it names (paths are relative to it).
 * Errors: one that names the file and every problem in it, never a key; the system's where a file cannot be read.
 */
export function loadGatewayConfig(path: string): GatewayConfig {
  const read = (file: string) => readFileSync(resolve(dirname(path), file), 'utf8');
  const content = parseJson(readFileSync(path, 'utf8'));
  if (content === undefined) throw new Error(`${path}: is not valid JSON`);
  const { data, error } = ProvidersFile.safeParse(content);
  if (!data) throw new Error(`${path}:\n${z.prettifyError(error)}`);
  return fromFile(data, read);
}

/** Undefined where it is none: the parser's own message quotes what it read, which may be a key. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same from a single endpoint with a single key, without limits, and another one for embeddings where there is one. */
function toGatewayConfig(options: ModelsOptions): GatewayConfig {
  const { structured, builtIn, outputLimitField = 'max_completion_tokens' } = options;
  const capabilities: Capabilities = { structured, builtIn, outputLimitField, embeddings: true, rateHeaders: true };
  const route = ({ provider, baseUrl, apiKey }: Pick<ModelsOptions, 'provider' | 'baseUrl' | 'apiKey'>, model: string): RouteConfig => ({
    provider,
    baseUrl,
    model,
    capabilities,
    keys: [toKey(provider, model, { name: 'key', secret: apiKey, group: undefined }, undefined)],
    price: undefined,
  });
  return {
    chat: [route(options, options.chatModel)],
    embeddings: [route(options.embeddings ?? options, options.embeddingModel)],
    timeoutMs: options.timeoutMs,
    monthlyBudget: null,
  };
}

function fromFile(file: ProvidersFile, read: (path: string) => string): GatewayConfig {
  const routes = (entries: ProvidersFile['chat']): GatewayConfig['chat'] => {
    const [first, ...others] = entries.flatMap(({ provider, model }) =>
      file.providers.filter(({ name }) => name === provider).map((entry) => toRoute(entry, model, read)),
    );
    if (!first) throw new RangeError('The schema let an empty list through');
    return [first, ...others];
  };
  return {
    chat: routes(file.chat),
    embeddings: routes(file.embeddings),
    timeoutMs: file.timeout_ms,
    monthlyBudget: file.monthly_budget_usd === undefined ? null : Math.floor(file.monthly_budget_usd * 1_000_000),
  };
}

function toRoute(entry: ProviderEntry, model: string, read: (path: string) => string): RouteConfig {
  const { baseUrl, ...known } = kindOf(entry.kind);
  const { structured, embeddings, rate_headers: rateHeaders, output_limit_field: outputLimitField } = entry.capabilities;
  const price = entry.prices[model];
  const keys = entry.keys?.map((key) => ({
    name: key.name,
    secret: key.key ?? read(key.key_file ?? '').trim(),
    group: key.limit_group,
  })) ?? [noKey];
  return {
    provider: entry.name,
    baseUrl: entry.base_url ?? baseUrl ?? '',
    model,
    capabilities: {
      ...known,
      structured: structured ?? known.structured,
      embeddings: embeddings ?? known.embeddings,
      rateHeaders: rateHeaders ?? known.rateHeaders,
      outputLimitField: outputLimitField ?? known.outputLimitField,
    },
    keys: keys.map((key) => toKey(entry.name, model, key, key.group === undefined ? entry.limits : entry.limit_groups[key.group])),
    price: price && { input: price.input, cachedInput: price.cached_input ?? price.input, output: price.output },
  };
}

interface NamedKey {
  name: string;
  secret: string;
  group: string | undefined;
}

/** A key in no limit group is one of its own. */
function toKey(provider: string, model: string, { name, secret, group }: NamedKey, limits: LimitsEntry | undefined): KeyConfig {
  const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 12);
  const ofModel = limits?.models[model];
  const counted = ofModel ?? limits;
  const shared = group === undefined ? `${provider}/key/${name}` : `${provider}/group/${group}`;
  return {
    name: `${provider}/${name}`,
    secret,
    gate: `${provider}/key/${name}/${fingerprint}`,
    group: ofModel ? `${shared}/${model}` : shared,
    limits: { requestsPerMinute: counted?.requests_per_minute, tokensPerMinute: counted?.tokens_per_minute },
  };
}
