import type OpenAI from 'openai';
import { createClient } from '../client.ts';
import type { KeyConfig, RouteConfig } from '../config/gateway-config.ts';
import type { Target } from '../dispatch.ts';
import { type Breaker, createBreaker } from './create-breaker.ts';
import { readFailure } from './read-failure.ts';

export interface RouteKey extends KeyConfig {
  client: OpenAI;
}

/** A model at a provider, ready to be asked. */
export interface Route {
  config: RouteConfig;
  target: Target;
  keys: readonly RouteKey[];
  breaker: Breaker;
}

export function createRoute(config: RouteConfig): Route {
  const { provider, model, baseUrl, capabilities } = config;
  const { structured, outputLimitField } = capabilities;
  return {
    config,
    target: { provider, model, structured, outputLimitField },
    keys: config.keys.map((key) => ({ ...key, client: createClient({ provider, baseUrl, apiKey: key.secret }) })),
    breaker: createBreaker((error) => readFailure(error).kind === 'outage'),
  };
}
