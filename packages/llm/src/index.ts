export { createModels } from './create-models.ts';
export type { Endpoint, ModelsOptions } from './options.ts';
export type { StructuredMode } from './structured/response-format.ts';
