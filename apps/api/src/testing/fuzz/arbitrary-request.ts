import fc from 'fast-check';
import { fromSchema, naming, nasty, type Schema, type Values } from './from-schema.ts';
import { nastyTexts } from './nasty.ts';

/** As much of an OpenAPI document as requests are made from. */
export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface FuzzRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body?: string | FormData;
}

export interface Surroundings {
  ids: readonly string[];
  idsOf: Values['idsOf'];
  tokens: readonly string[];
  /** Bytes of a real PDF. */
  pdf: Uint8Array<ArrayBuffer>;
}

/** Requests as a document describes them, most of them with something wrong. */
export function arbitraryRequest({ paths, components }: Description, known: Surroundings): fc.Arbitrary<FuzzRequest> {
  const values: Values = { schemas: components.schemas, ids: known.ids, idsOf: known.idsOf };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationRequest(method, path, operation, values, known)),
  );
  return fc.oneof({ weight: 30, arbitrary: fc.oneof(...operations) }, { weight: 1, arbitrary: strayRequest(known) });
}

function operationRequest(
  method: string,
  path: string,
  operation: Operation,
  values: Values,
  known: Surroundings,
): fc.Arbitrary<FuzzRequest> {
  const { parameters = [], requestBody } = operation;
  // `/api/attempts/{id}`: the id is an attempt's.
  const collection = /\/([^/]+)\/\{id\}/u.exec(path)?.[1] ?? '';
  const inPath = fc.record(valuesOf(parameters, 'path', naming(collection, values)));
  const inQuery = fc.record(valuesOf(parameters, 'query', values), { requiredKeys: [] });
  return fc
    .record({ inPath, inQuery, headers: arbitraryHeaders(known), body: arbitraryBody(requestBody?.content, values, known) })
    .map((parts) => ({
      method: method.toUpperCase(),
      path: `${fill(path, parts.inPath)}${queryOf(parts.inQuery)}`,
      headers: { ...parts.headers, ...parts.body?.headers },
      ...(parts.body && { body: parts.body.content }),
    }));
}

function valuesOf(parameters: NonNullable<Operation['parameters']>, place: string, values: Values): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    parameters.filter((parameter) => parameter.in === place).map(({ name, schema }) => [name, fromSchema(schema, values)]),
  );
}

function fill(template: string, values: Record<string, unknown>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(asText(values[name])) || '%20');
}

function queryOf(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${encode(name)}=${encode(asText(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** `encodeURIComponent` refuses halves of characters. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 4_000).replace(/%.?$/u, '');
}

function arbitraryHeaders({ tokens }: Surroundings): fc.Arbitrary<Record<string, string>> {
  const token = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...tokens) },
    { weight: 1, arbitrary: fc.constantFrom('', 'x', 'lk_', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', '.'.repeat(3_000)) },
  );
  const authorization = fc.oneof(
    { weight: 15, arbitrary: token.map((text) => `Bearer ${text}`) },
    { weight: 1, arbitrary: fc.constantFrom('Basic eDp5', 'Bearer', '') },
  );
  const ascii = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }).map((text) => text.trim() || 'x');
  const others = fc.record(
    {
      'idempotency-key': ascii,
      'if-none-match': fc.oneof(ascii, fc.constant('*')),
      'x-request-id': ascii,
      'x-forwarded-for': fc.oneof(ascii, fc.ipV4(), fc.ipV6()),
      origin: fc.constantFrom('null', 'http://evil.example', 'http://127.0.0.1:3000'),
      cookie: fc.oneof(ascii, fc.constantFrom('lectern.login=x.y', 'lectern.login=%00', 'a=b; '.repeat(200))),
      accept: fc.constantFrom('*/*', 'text/html', 'application/json;q=0.1', ';;;'),
      range: fc.constantFrom('bytes=0-1', 'bytes=-1', 'bytes=9-1', 'x'),
    },
    { requiredKeys: [] },
  );
  // Mostly there: behind the door there is more to be found.
  return fc.tuple(fc.option(authorization, { freq: 6, nil: undefined }), others).map(([sent, rest]) => {
    return sent === undefined ? rest : { ...rest, authorization: sent };
  });
}

type Body = { content: string | FormData; headers: Record<string, string> } | undefined;

function arbitraryBody(content: Record<string, { schema: Schema }> | undefined, values: Values, known: Surroundings): fc.Arbitrary<Body> {
  const json = content?.['application/json'];
  if (json) {
    const sent = fc
      .oneof({ weight: 9, arbitrary: fromSchema(json.schema, values) }, { weight: 1, arbitrary: nasty() })
      .map((value) => JSON.stringify(value) ?? '');
    const broken = fc.tuple(sent, fc.nat({ max: 40 })).map(([text, length]) => text.slice(0, length));
    const types = fc.oneof(
      { weight: 15, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data') },
    );
    return fc
      .tuple(fc.oneof({ weight: 12, arbitrary: sent }, { weight: 1, arbitrary: broken }), types)
      .map(([text, type]) => ({ content: text, headers: { 'content-type': type } }));
  }
  if (content?.['multipart/form-data']) return arbitraryForm(known);
  return fc.constant(undefined);
}

function arbitraryForm({ ids, pdf }: Surroundings): fc.Arbitrary<Body> {
  const field = fc.tuple(
    fc.constantFrom('course_title', 'course_id', 'x', '__proto__'),
    fc.oneof(fc.constantFrom(...nastyTexts), fc.constantFrom(...ids)),
  );
  const file = fc.tuple(
    fc.constantFrom('files', 'files', 'files', 'file'),
    fc.constantFrom('a.pdf', '../../a.pdf', 'a\r\nb.pdf', '', 'ü".pdf', 'x'.repeat(400)),
    fc.boolean(),
  );
  return fc.tuple(fc.array(field, { maxLength: 3 }), fc.array(file, { maxLength: 3 })).map(([fields, files]) => {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    for (const [name, fileName, real] of files) form.append(name, new File([real ? pdf : new Uint8Array([1, 2, 3])], fileName));
    return { content: form, headers: {} };
  });
}

/** Addresses and methods that nobody described. */
function strayRequest(known: Surroundings): fc.Arbitrary<FuzzRequest> {
  const path = fc.oneof(
    fc.constantFrom(
      '/',
      '/docs',
      '/docs/errors',
      '/openapi.json',
      '/admin/queues',
      '/admin/queues/api/queues',
      '/sign-in?next=//evil.example',
      '/sign-up?code=%3Cscript%3E',
      '/api',
      '/api/',
      '/api/%2e%2e/etc',
      '/.env',
    ),
    fc.webPath().map((text) => text || '/'),
    fc.constantFrom(...nastyTexts).map((text) => `/api/${encode(text)}`),
  );
  return fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path,
    headers: arbitraryHeaders(known),
  });
}
