import type { Hono } from 'hono';
import { refuseOtherMethods } from '../http/bind-routes.ts';
import type { AppEnv } from '../http/handler.ts';
import { createOpenApiDocument } from '../openapi/document.ts';
import { mountDocs } from './docs.ts';
import { errorsPage } from './errors.ts';
import { homePage } from './home.ts';
import { pageHeaders } from './page.ts';

/** What people read: the front page, the API's description, the codes of errors. */
export function mountPages(app: Hono<AppEnv>): void {
  const description = JSON.stringify(createOpenApiDocument());
  app.get('/', (c) => c.html(homePage(new URL(c.req.url).origin), 200, pageHeaders));
  app.get('/docs/errors', (c) => c.html(errorsPage(), 200, pageHeaders));
  app.get('/openapi.json', (c) => c.body(description, 200, { 'content-type': 'application/json' }));
  mountDocs(app);
  for (const path of ['/', '/docs', '/docs/errors', '/openapi.json']) refuseOtherMethods(app, path, ['get']);
}
