import { z } from 'zod';
import { structuredModes } from '../structured/response-format.ts';
import { kindOf, type ProviderKind, providerKinds } from './capabilities.ts';

const kindNames = Object.keys(providerKinds) as [ProviderKind, ...ProviderKind[]];
const name = z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores');
const budget = z.int().positive().optional();
const budgets = { requests_per_minute: budget, tokens_per_minute: budget };

/** `models` gives single models a window of their own, as most providers count; all others share the group's. */
const LimitsEntry = z.strictObject({ ...budgets, models: z.record(z.string(), z.strictObject(budgets)).default({}) });

const KeyEntry = z
  .strictObject({
    name,
    key: z.string().min(1).optional(),
    /** A file whose content is the key, as secrets are mounted in containers. */
    key_file: z.string().min(1).optional(),
    limit_group: name.optional(),
  })
  .refine((entry) => (entry.key === undefined) !== (entry.key_file === undefined), 'needs either `key` or `key_file`');

/** US dollars for a million tokens, which are microdollars for one. */
const PriceEntry = z.strictObject({
  input: z.number().nonnegative(),
  cached_input: z.number().nonnegative().optional(),
  output: z.number().nonnegative(),
});

const ProviderEntry = z.strictObject({
  name,
  kind: z.enum(kindNames).default('other'),
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  capabilities: z
    .strictObject({
      structured: z.enum(structuredModes).optional(),
      embeddings: z.boolean().optional(),
      rate_headers: z.boolean().optional(),
      output_limit_field: z.enum(['max_completion_tokens', 'max_tokens']).optional(),
    })
    .default({}),
  /** Absent for a server that asks for none. */
  keys: z.array(KeyEntry).min(1).optional(),
  /** Of each key that is in no limit group. */
  limits: LimitsEntry.optional(),
  limit_groups: z.record(name, LimitsEntry).default({}),
  prices: z.record(z.string(), PriceEntry).default({}),
});

const RouteEntry = z.strictObject({ provider: name, model: z.string().min(1) });

/** The JSON file that says which models are used, in snake_case; documented in docs/providers.md. */
export const ProvidersFile = z
  .strictObject({
    providers: z.array(ProviderEntry).min(1),
    /** In the order in which they are asked: the next one serves when one is down. */
    chat: z.array(RouteEntry).min(1),
    embeddings: z.array(RouteEntry).min(1),
    timeout_ms: z.int().min(1_000).max(120_000).default(90_000),
    /** What each payer may spend in a month (UTC), US dollars. */
    monthly_budget_usd: z.number().positive().max(1_000_000).optional(),
  })
  .superRefine((file, context) => {
    for (const { path, message } of findProblems(file)) context.addIssue({ code: 'custom', path, message });
  });

export type ProvidersFile = z.output<typeof ProvidersFile>;
export type ProviderEntry = ProvidersFile['providers'][number];
export type LimitsEntry = z.output<typeof LimitsEntry>;

interface Problem {
  path: PropertyKey[];
  message: string;
}

/** What the entries say that does not go together. */
function findProblems(file: Pick<ProvidersFile, 'providers' | 'chat' | 'embeddings' | 'monthly_budget_usd'>): Problem[] {
  const { providers, chat, embeddings } = file;
  const problems: Problem[] = [];
  const byName = new Map(providers.map((provider) => [provider.name, provider]));
  if (byName.size < providers.length) problems.push({ path: ['providers'], message: 'names two providers alike' });
  providers.forEach((provider, index) => problems.push(...findProviderProblems(provider, ['providers', index])));

  const routes = { chat, embeddings };
  for (const [use, list] of Object.entries(routes)) {
    list.forEach(({ provider, model }, index) => {
      const path = [use, index, 'provider'];
      const found = byName.get(provider);
      if (!found) problems.push({ path, message: 'names none of the providers' });
      else if (use === 'embeddings' && !(found.capabilities.embeddings ?? kindOf(found.kind).embeddings)) {
        problems.push({ path, message: 'has no embeddings' });
      } else if (list.length > 1 && kindOf(found.kind).builtIn) {
        problems.push({ path, message: 'the built-in model stands in for nobody: it must be the only one' });
      }
      if (found && file.monthly_budget_usd !== undefined && !Object.hasOwn(found.prices, model)) {
        problems.push({ path: [use, index, 'model'], message: 'has no price, without which the monthly budget means nothing' });
      }
    });
  }
  if (new Set(embeddings.map(({ model }) => model)).size > 1) {
    problems.push({ path: ['embeddings'], message: 'must all be the same model: vectors of different models cannot be compared' });
  }
  return problems;
}

function findProviderProblems(provider: ProviderEntry, path: PropertyKey[]): Problem[] {
  const problems: Problem[] = [];
  if (!provider.base_url && !kindOf(provider.kind).baseUrl) problems.push({ path: [...path, 'base_url'], message: 'is needed' });
  const keys = provider.keys ?? [];
  if (new Set(keys.map((key) => key.name)).size < keys.length) problems.push({ path: [...path, 'keys'], message: 'names two keys alike' });
  keys.forEach((key, index) => {
    if (key.limit_group !== undefined && !Object.hasOwn(provider.limit_groups, key.limit_group)) {
      problems.push({ path: [...path, 'keys', index, 'limit_group'], message: 'names none of the limit groups' });
    }
  });
  return problems;
}
