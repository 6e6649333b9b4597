import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { refuseOtherMethods } from '../http/bind-routes.ts';
import { countRequest } from '../http/count-request.ts';
import type { AppContext, AppEnv } from '../http/handler.ts';
import { createOpenApiDocument } from '../openapi/document.ts';
import { mountDocs } from './docs.ts';
import { errorsPage } from './errors.ts';
import { homePage } from './home.ts';
import { nextPath } from './next-path.ts';
import { formPageHeaders, type Html, pageHeaders, scriptPath } from './page.ts';
import { forgotPasswordPage, resetPasswordPage } from './passwords.ts';
import { signInPage } from './sign-in.ts';
import { signUpPage } from './sign-up.ts';
import { findVisitor, type PagesCtx } from './visitor.ts';

type Render = (c: AppContext) => Html | Promise<Html>;

/** What people read and fill in: the front page, accounts, the API's description, the codes of errors. */
export function mountPages(app: Hono<AppEnv>, ctx: PagesCtx): void {
  const description = JSON.stringify(createOpenApiDocument());
  const forms = formPages(ctx);
  for (const [path, render] of Object.entries(forms)) {
    app.get(path, async (c) => {
      await countRequest(c, ctx.rates, 'anonymous', c.var.address);
      return c.html(await render(c), 200, formPageHeaders);
    });
  }
  const root = fileURLToPath(new URL('browser', import.meta.url));
  // Asked for again each time: an old script on a new page might do anything.
  app.get(scriptPath, serveStatic({ root, path: 'forms.js', onFound: (_, c) => c.header('cache-control', 'no-cache') }));
  app.get('/docs/errors', (c) => c.html(errorsPage(), 200, pageHeaders));
  app.get('/openapi.json', (c) => c.body(description, 200, { 'content-type': 'application/json' }));
  mountDocs(app);
  for (const path of [...Object.keys(forms), scriptPath, '/docs', '/docs/errors', '/openapi.json']) refuseOtherMethods(app, path, ['get']);
}

function formPages(ctx: PagesCtx): Record<string, Render> {
  const { signUp, publicUrl } = ctx.accounts;
  const { edition } = ctx.about;
  return {
    '/': async (c) => homePage({ origin: originOf(c, publicUrl), edition, visitor: await findVisitor(c, ctx) }),
    '/sign-in': async (c) => {
      const { kind } = await findVisitor(c, ctx);
      return signInPage({ next: nextPath(c.req.query('next')), signedIn: kind === 'signed_in' });
    },
    '/sign-up': async (c) => {
      const { kind } = await findVisitor(c, ctx);
      const wanted = { setup: c.req.query('setup') !== undefined, invitation: given(c, 'invitation'), code: given(c, 'code') };
      return signUpPage({ edition, signUp, first: kind === 'first', next: nextPath(c.req.query('next')), wanted });
    },
    '/forgot-password': () => forgotPasswordPage({ sendsMail: ctx.mailer !== undefined }),
    '/reset-password': (c) => resetPasswordPage({ token: given(c, 'token') }),
  };
}

/** An empty parameter is none. */
function given(c: AppContext, name: string): string | undefined {
  return c.req.query(name) || undefined;
}

/** As the reader has reached it; behind a proxy that speaks HTTPS only the public address knows that. */
function originOf(c: AppContext, publicUrl: string): string {
  // Not the request's target, which may name any host; this one was checked.
  const reached = URL.parse(`http://${c.req.header('host')}`);
  return !reached || new URL(publicUrl).host === reached.host ? publicUrl : reached.origin;
}
