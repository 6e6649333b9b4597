import { limits, Problem, type RouteContract, routeCatalog } from '@lectern/contract';
import manifest from '../../package.json' with { type: 'json' };
import { createSchemaSet, type JsonSchema, type SchemaSet } from './schemas.ts';

/** As @lectern/auth names it where cookies travel in the clear; over HTTPS it begins with `__Host-`. */
const loginCookie = 'lectern.login';
const problemRef = { $ref: '#/components/responses/Problem' };

/** The OpenAPI 3.1 document of the route catalog, as a JSON value. */
export function createOpenApiDocument(): Record<string, unknown> {
  const schemas = createSchemaSet();
  const problem = { 'application/problem+json': { schema: schemas.use(Problem, 'output') } };
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, contract] of Object.entries<RouteContract>(routeCatalog)) {
    const path = (paths[toTemplate(contract.path)] ??= {});
    path[contract.method] = operation(name, contract, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lectern',
      version: manifest.version,
      description: 'Turns a teacher’s PDFs into questions that cite their page. Times are ISO 8601 in UTC, ids are UUIDv7.',
    },
    servers: [{ url: '/' }],
    tags: ['accounts', 'users', 'courses', 'documents', 'jobs', 'questions', 'tests', 'attempts', 'grades', 'system'].map((name) => ({
      name,
    })),
    paths,
    components: {
      schemas: schemas.components,
      responses: { Problem: { description: 'What went wrong; the codes are explained at /docs/errors', content: problem } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API key, a token of POST /api/auth/token, or the owner’s token' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: loginCookie,
          description: 'A browser’s login; what changes something has to come from a page of the installation',
        },
      },
    },
  };
}

/** `/jobs/:id` as `/jobs/{id}`. */
function toTemplate(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

function operation(operationId: string, contract: RouteContract, schemas: SchemaSet): object {
  const { tag, summary, access, params, query, idempotent } = contract;
  return {
    operationId,
    tags: [tag],
    summary,
    security: access === 'anyone' ? [] : [{ token: [] }, { cookie: [] }],
    parameters: [
      ...(params ? parameters('path', schemas.use(params, 'input')) : []),
      ...(query ? parameters('query', schemas.use(query, 'input')) : []),
      ...(idempotent ? [idempotencyKey] : []),
    ],
    ...requestBody(contract, schemas),
    responses: { [contract.success.status]: success(contract, schemas), ...refusals(contract), default: problemRef },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Any unique text. The same key with the same request gets the first answer again; with another request it is refused.',
  schema: { type: 'string', maxLength: limits.idempotencyKeyChars },
};

function parameters(place: 'path' | 'query', { properties = {}, required = [] }: JsonSchema): object[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
}

function requestBody({ body, bodyType = 'application/json' }: RouteContract, schemas: SchemaSet): object {
  if (!body) return {};
  return { requestBody: { required: true, content: { [bodyType]: { schema: schemas.use(body, 'input') } } } };
}

/** What anybody may run into there; everything else is the default. */
function refusals({ access, rate, params, method }: RouteContract): Record<string, object> {
  const mayBeForbidden = access !== 'anyone' && (access !== 'signed_in' || method !== 'get' || params !== undefined);
  return {
    ...(access !== 'anyone' && { 401: problemRef }),
    ...(mayBeForbidden && { 403: problemRef }),
    ...(params && { 404: problemRef }),
    ...(rate !== 'none' && { 429: problemRef }),
  };
}

function success({ success: { status, body, contentType, orAs }, summary }: RouteContract, schemas: SchemaSet): object {
  const description = summary;
  if (body) {
    const other = orAs === undefined ? {} : { [orAs]: { schema: { type: 'string' } } };
    return { description, content: { 'application/json': { schema: schemas.use(body, 'output') }, ...other } };
  }
  if (!contentType || status === 204) return { description };
  return { description, content: { [contentType]: { schema: { type: 'string' } } } };
}
