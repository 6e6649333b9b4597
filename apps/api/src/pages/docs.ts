import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { AppEnv } from '../http/handler.ts';

const distribution = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const assets = '/docs/assets';
/** All that the page needs of a package that holds much else. */
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  requestSnippetsEnabled: true,
});
`;

/** Swagger UI sets styles of elements, and has its pictures in its style sheet. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Swagger UI over `/openapi.json`, from this server alone. */
export function mountDocs(app: Hono<AppEnv>): void {
  app.get('/docs', (c) => c.html(docsPage(), 200, headers));
  app.get(`${assets}/start.js`, (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  for (const file of files) app.get(`${assets}/${file}`, serveStatic({ root: distribution, path: file }));
}

function docsPage() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · Lectern</title>
        <link rel="icon" href="${assets}/favicon-32x32.png" />
        <link rel="stylesheet" href="${assets}/swagger-ui.css" />
      </head>
      <body>
        <div id="swagger-ui"></div>
        <script src="${assets}/swagger-ui-bundle.js"></script>
        <script src="${assets}/start.js"></script>
      </body>
    </html>`;
}
