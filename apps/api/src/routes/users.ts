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
import { type HandlersOf, Reply } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { acceptedJob } from './status-url.ts';

const noStore = { 'cache-control': 'no-store' };

export function userHandlers(deps: AppDeps): HandlersOf<'users'> {
  return {
    async listUsers({ query }) {
      return toBody(await listUsers(deps, query));
    },
    async getUser({ params }) {
      return toBody(await getUser(deps, params));
    },
    async updateUser({ actor, params, body }) {
      return toBody(await updateUser(deps, { actor, ...params, ...body }));
    },
    async deleteUser({ actor, params }) {
      return acceptedJob(await deleteUser(deps, { actor, ...params }));
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
