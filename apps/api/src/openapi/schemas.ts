import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface SchemaSet {
  /** The schema as OpenAPI has it; what has a name (`.meta({ id })`) is a reference into `components`. */
  use(schema: z.ZodType, io: 'input' | 'output'): JsonSchema;
  components: Record<string, JsonSchema>;
}

/** Turns zod schemas into OpenAPI 3.1 schemas, which are JSON Schema 2020-12, and gathers those that have a name. */
export function createSchemaSet(): SchemaSet {
  const components: Record<string, JsonSchema> = {};
  return {
    components,
    use(schema, io) {
      const standalone = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => tidy(jsonSchema) });
      const { $schema: _, $defs, ...rest } = atComponents(standalone);
      Object.assign(components, $defs);
      return rest;
    },
  };
}

function atComponents(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

/** Leaves out what is true of every such value, and what would forbid later servers to answer with more. */
function tidy(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format === 'uuid' || schema.format === 'date-time') delete schema.pattern;
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  // A part of a form is sent as its bytes, in no encoding.
  if (schema.format === 'binary') delete schema.contentEncoding;
}
