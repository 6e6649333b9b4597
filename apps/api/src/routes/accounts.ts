import {
  changePassword,
  createApiKey,
  deleteMe,
  forgotPassword,
  getMe,
  issueToken,
  listApiKeys,
  resetPassword,
  revokeApiKey,
  type SignedIn,
  signIn,
  signOut,
  signUp,
  updateMe,
} from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import { type AppContext, type HandlersOf, Reply } from '../http/handler.ts';
import { shownBy } from '../http/shown-by.ts';
import { toBody } from '../http/to-body.ts';
import { acceptedJob } from './status-url.ts';

const noStore = { 'cache-control': 'no-store' };

/** What is ended by a request is forgotten with it in this process; others do so within a minute. */
type Forgetting = Pick<Authenticator, 'forget' | 'forgetUser'>;

/** All of them but the export, which is no JSON. */
export function accountHandlers(deps: AppDeps, authenticator: Forgetting): Omit<HandlersOf<'accounts'>, 'exportMe'> {
  return {
    ...signInHandlers(deps, authenticator),
    ...passwordHandlers(deps, authenticator),
    ...meHandlers(deps, authenticator),
    ...keyHandlers(deps, authenticator),
  };
}

function signInHandlers(deps: AppDeps, authenticator: Forgetting) {
  return {
    async signUp({ body, from, http }) {
      const { email, password, name } = body;
      const proof = { setupToken: body.setup_token, invitation: body.invitation, joinCode: body.join_code };
      return signedIn(await signUp(deps, { email, password, name, proof, from, userAgent: userAgentOf(http) }));
    },
    async signIn({ body, from, http }) {
      return signedIn(await signIn(deps, { ...body, from, userAgent: userAgentOf(http) }));
    },
    async signOut({ actor, http }) {
      await signOut(deps, { actor });
      authenticator.forget(shownBy(http));
      return done({ 'set-cookie': deps.identity.clearCookie() });
    },
    async issueToken({ actor, body, from, http }) {
      const { email, password, expires_in_seconds: expiresInSeconds } = body;
      const account = email === undefined || password === undefined ? undefined : { email, password };
      const issued = await issueToken(deps, { actor, account, expiresInSeconds, from, userAgent: userAgentOf(http) });
      return new Reply(toBody(issued), { headers: noStore });
    },
  } satisfies Partial<HandlersOf<'accounts'>>;
}

function passwordHandlers(deps: AppDeps, authenticator: Forgetting) {
  return {
    async forgotPassword({ body, from }) {
      await forgotPassword(deps, { ...body, from });
      return new Response(null, { status: 202 });
    },
    async resetPassword({ body, from }) {
      await resetPassword(deps, { ...body, from });
      return done();
    },
    async changePassword({ actor, body, http }) {
      await changePassword(deps, { actor, currentPassword: body.current_password, newPassword: body.new_password });
      authenticator.forget(shownBy(http));
      return done();
    },
  } satisfies Partial<HandlersOf<'accounts'>>;
}

function meHandlers(deps: AppDeps, authenticator: Forgetting) {
  return {
    async getMe({ actor }) {
      return new Reply(toBody(await getMe(deps, { actor })), { headers: noStore });
    },
    async updateMe({ actor, body }) {
      return toBody(await updateMe(deps, { actor, ...body }));
    },
    async deleteMe({ actor, body, http }) {
      const job = acceptedJob(await deleteMe(deps, { actor, ...body }));
      authenticator.forget(shownBy(http));
      return new Reply(job, { headers: { 'set-cookie': deps.identity.clearCookie() } });
    },
  } satisfies Partial<HandlersOf<'accounts'>>;
}

function keyHandlers(deps: AppDeps, authenticator: Forgetting) {
  return {
    async listApiKeys({ actor, query }) {
      return toBody(await listApiKeys(deps, { actor, ...query }));
    },
    async createApiKey({ actor, body }) {
      const { name, scope, expires_in_days: expiresInDays } = body;
      return new Reply(toBody(await createApiKey(deps, { actor, name, scope, expiresInDays })), { headers: noStore });
    },
    async revokeApiKey({ actor, params }) {
      await revokeApiKey(deps, { actor, ...params });
      authenticator.forgetUser(actor.userId);
      return done();
    },
  } satisfies Partial<HandlersOf<'accounts'>>;
}

function signedIn({ me, cookie }: SignedIn) {
  return new Reply(toBody(me), { headers: { ...noStore, 'set-cookie': cookie } });
}

function done(headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 204, headers });
}

function userAgentOf(http: AppContext): string | undefined {
  return http.req.header('user-agent');
}
