export type { GatewayConfig, KeyConfig, Price, RouteConfig } from './config/gateway-config.ts';
export { readGatewayConfig } from './config/load-gateway-config.ts';
export { createGateway } from './gateway/create-gateway.ts';
export type { GatewayOptions } from './gateway/create-gateway.ts';
export { createLimitStore } from './limits/create-limit-store.ts';
export type { LimitStoreConfig } from './limits/create-limit-store.ts';
export type { LimitStore } from './limits/limit-store.ts';
export type { Endpoint, ModelsOptions } from './options.ts';
export type { StructuredMode } from './structured/response-format.ts';
