import type { Limits } from '../limits/limit-store.ts';
import type { Capabilities } from './capabilities.ts';

/** One key for one model, with the windows that its use counts in. */
export interface KeyConfig {
  /** Shown to operators: `groq/key-3`. */
  name: string;
  secret: string;
  /** The name under which the key is set aside. Changes with the secret, so that a new one starts afresh. */
  gate: string;
  /** The window that it shares with the other keys of its limit group. */
  group: string;
  limits: Limits;
}

/** Microdollars for one token. */
export interface Price {
  input: number;
  /** What the provider had in its cache. */
  cachedInput: number;
  output: number;
}

/** A model at a provider. */
export interface RouteConfig {
  provider: string;
  baseUrl: string;
  model: string;
  capabilities: Capabilities;
  keys: readonly KeyConfig[];
  price: Price | undefined;
}

/** Everything the gateway is told; made by `readGatewayConfig`. */
export interface GatewayConfig {
  /** In the order in which they serve. */
  chat: readonly [RouteConfig, ...RouteConfig[]];
  /** All of one model. */
  embeddings: readonly [RouteConfig, ...RouteConfig[]];
  /** Limit of one call, from request to the last byte of the answer. */
  timeoutMs: number;
  /** Microdollars that each payer may spend in a month (UTC); null: no limit. */
  monthlyBudget: number | null;
}
