import {
  createInvitation,
  deleteUser,
  getUser,
  listInvitations,
  listUsers,
  makePasswordResetLink,
  revokeInvitation,
  updateUser,
} from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import { type HandlersOf, Reply } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { acceptedJob } from './status-url.ts';

const noStore = { 'cache-control': 'no-store' };

export function userHandlers(deps: AppDeps, authenticator: Pick<Authenticator, 'forgetUser'>): HandlersOf<'users'> {
  return {
    async listUsers({ query }) {
      return toBody(await listUsers(deps, query));
    },
    async getUser({ params }) {
      return toBody(await getUser(deps, params));
    },
    async updateUser({ actor, params, body }) {
      const user = await updateUser(deps, { actor, ...params, ...body });
      authenticator.forgetUser(user.id);
      return toBody(user);
    },
    async deleteUser({ actor, params }) {
      const accepted = await deleteUser(deps, { actor, ...params });
      authenticator.forgetUser(params.id);
      return acceptedJob(accepted);
    },
    async makePasswordResetLink({ actor, params }) {
      return new Reply(toBody(await makePasswordResetLink(deps, { actor, userId: params.id })), { headers: noStore });
    },
    async listInvitations({ query }) {
      return toBody(await listInvitations(deps, query));
    },
    async createInvitation({ actor, body, signal }) {
      const { role, email, expires_in_days: expiresInDays } = body;
      return new Reply(toBody(await createInvitation(deps, { actor, role, email, expiresInDays, signal })), { headers: noStore });
    },
    async revokeInvitation({ actor, params }) {
      await revokeInvitation(deps, { actor, ...params });
      return new Response(null, { status: 204 });
    },
  };
}
