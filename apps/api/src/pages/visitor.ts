import { type Ctx, getMe, type MeView, type Rates } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import { answerWithin } from '../http/answer-within.ts';
import type { Authenticator } from '../http/authenticate.ts';
import type { AppContext } from '../http/handler.ts';

/** What the pages are made of. */
export interface PagesCtx extends Ctx, Pick<AppDeps, 'accounts' | 'mailer' | 'about'> {
  authenticator: Pick<Authenticator, 'recognise'>;
  rates: Rates;
  /** Whether the first account is made. */
  isSetUp(): Promise<boolean>;
}

/** A page is better than none, and better soon. */
const findLimitMs = 5_000;

/** Who looks at a page. `unknown`: the database cannot say at the moment. */
export type Visitor =
  | ({ kind: 'signed_in' } & Pick<MeView, 'name' | 'email' | 'role'>)
  | { kind: 'nobody' }
  | { kind: 'first' }
  | { kind: 'unknown' };

/** By the browser's login alone: nobody reads pages with a token. `first`: there is no account yet. Never throws: a page is better than none. */
export async function findVisitor(c: AppContext, ctx: PagesCtx): Promise<Visitor> {
  try {
    return await answerWithin(lookAt(c, ctx), findLimitMs);
  } catch (error) {
    ctx.log.warn({ err: error }, 'a page is shown without knowing to whom');
    return { kind: 'unknown' };
  }
}

async function lookAt(c: AppContext, ctx: PagesCtx): Promise<Visitor> {
  const caller = await ctx.authenticator.recognise({ authorization: undefined, cookie: c.req.header('cookie') });
  if (caller) return { kind: 'signed_in', ...(await getMe(ctx, { actor: caller })) };
  return (await ctx.isSetUp()) ? { kind: 'nobody' } : { kind: 'first' };
}
