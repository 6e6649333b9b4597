import fc from 'fast-check';
import { nastyTexts, nastyValues } from './nasty.ts';

/** As much of JSON Schema as an OpenAPI document of ours has. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

export interface Values {
  schemas: Readonly<Record<string, Schema>>;
  /** Ids of things that there are. */
  ids: readonly string[];
  /** Those of one kind, by what names them: a field (`attempt_id`), or the collection in a path (`attempts`). */
  idsOf: Readonly<Record<string, readonly string[]>>;
}

/** Where it is known what is named, it is such a thing more often than not: what lies behind the first look is reached, too. */
export function naming(name: string, values: Values): Values {
  const { ids, idsOf } = values;
  const known = Object.hasOwn(idsOf, name) ? (idsOf[name] ?? []) : [];
  const often = known.length === 0 ? [] : ids.flatMap((_, at) => known[at % known.length] ?? []);
  return { ...values, ids: [...ids, ...often, ...often] };
}

/** Enough for our schemas, which do not refer to themselves. */
const deepest = 6;

/** Values that a schema allows, mixed with such that it does not. */
export function fromSchema(schema: Schema, values: Values, depth = 0): fc.Arbitrary<unknown> {
  const valid = validOf(schema, values, depth);
  return fc.oneof({ weight: 9, arbitrary: valid }, { weight: 1, arbitrary: nasty() });
}

/** Anything but what was asked for. */
export function nasty(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom(...nastyTexts), fc.constantFrom(...nastyValues), fc.jsonValue({ maxDepth: 3 }));
}

function validOf(schema: Schema, values: Values, depth: number): fc.Arbitrary<unknown> {
  if (depth > deepest) return fc.constant(null);
  if (schema.$ref !== undefined) return validOf(values.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, values, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts !== undefined) return fc.oneof(...parts.map((part) => fromSchema(part, values, depth + 1)));
  const types = [schema.type ?? 'string'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, values, depth)));
}

function ofType(type: string, schema: Schema, values: Values, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objectOf(schema, values, depth);
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, values, depth + 1), { maxLength: 5 });
    case 'integer':
      return integerOf(schema);
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return textOf(schema, values);
  }
}

/** Half of them the least that is allowed: first versions, first pages, first questions. */
function integerOf({ minimum = -1_000, maximum = 1_000 }: Schema): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(minimum), fc.integer({ min: minimum, max: Math.max(minimum, maximum) }));
}

function textOf({ format, minLength = 0, maxLength = 60 }: Schema, { ids }: Values): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.oneof(fc.constantFrom(...ids), fc.uuid());
    case 'date-time':
      return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    case 'email':
      return fc.emailAddress();
    default:
      return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
  }
}

function objectOf({ properties = {}, required = [] }: Schema, values: Values, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, fromSchema(property, naming(name, values), depth + 1)]),
  );
  const body = fc.record(fields, { requiredKeys: required });
  const surplus = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')),
    fc.jsonValue({ maxDepth: 1 }),
    { maxKeys: 3 },
  );
  return fc.oneof(
    { weight: 8, arbitrary: body },
    { weight: 1, arbitrary: fc.tuple(body, surplus).map(([known, more]) => ({ ...more, ...known })) },
  );
}
