import { routeCatalog } from '@lectern/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { createOpenApiDocument } from './document.ts';

test('the API description is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(createOpenApiDocument());
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  validator.resolveRefs();
});

test('the API description has every route, and names its bodies', () => {
  const document = createOpenApiDocument();
  const text = JSON.stringify(document);
  for (const name of Object.keys(routeCatalog)) expect(text).toContain(`"operationId":"${name}"`);
  expect(document).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/api/jobs/{id}': {
        get: {
          security: [{ token: [] }, { cookie: [] }],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Job' } } } },
            401: {},
            404: {},
            429: {},
          },
        },
      },
      '/api/upload-pdfs': {
        post: {
          parameters: [{ name: 'Idempotency-Key', in: 'header' }],
          requestBody: {
            content: { 'multipart/form-data': { schema: { properties: { files: { items: { type: 'string', format: 'binary' } } } } } },
          },
        },
      },
      '/healthz': { get: { security: [] } },
    },
  });
  expect(text).not.toContain('$defs');
});
