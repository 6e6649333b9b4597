import { z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;

/** What strict mode understands of JSON Schema; the rest is left out here and checked by zod on the answer. */
const strictKeywords = new Set([
  'type',
  'description',
  'enum',
  'const',
  'anyOf',
  'items',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  '$ref',
  '$defs',
]);

/** `{ items: Item[] }` as JSON Schema, with all that zod knows about an item; for a prompt. */
export function fullSchema(item: z.ZodType): Schema {
  return z.toJSONSchema(z.object({ items: z.array(item) }), { io: 'input' });
}

/**
 * `{ items: Item[] }` as strict mode wants it: every property required, none besides. A property that zod does not require
 * may be null instead, which `readItems` takes for absent.
 */
export function strictSchema(item: z.ZodType): Schema {
  return toStrict(fullSchema(item));
}

function toStrict(schema: Schema): Schema {
  const strict: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'oneOf') strict.anyOf = mapDeep(value);
    else if (keyword === '$defs' && isSchema(value)) strict.$defs = mapValues(value, mapDeep);
    else if (strictKeywords.has(keyword)) strict[keyword] = keyword === 'enum' || keyword === 'const' ? value : mapDeep(value);
  }
  if (isSchema(schema.properties)) Object.assign(strict, strictProperties(schema.properties, schema.required));
  return strict;
}

function strictProperties(properties: Schema, required: unknown): Schema {
  const requiredNames = Array.isArray(required) ? required : [];
  const strict = Object.entries(properties).map(([name, schema]) => [
    name,
    requiredNames.includes(name) ? mapDeep(schema) : { anyOf: [mapDeep(schema), { type: 'null' }] },
  ]);
  return { properties: Object.fromEntries(strict), required: Object.keys(properties), additionalProperties: false };
}

function mapDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mapDeep);
  return isSchema(value) ? toStrict(value) : value;
}

function mapValues(schema: Schema, map: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, map(value)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
