import { checkReadiness, getSystemStatus, getWorkerStats, listAudit, revokeOwnerToken } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import { type HandlersOf, Reply } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { toAuditBody } from './audit-body.ts';

/** A part that takes longer than this to answer is down. */
const readinessLimitMs = 3_000;

export function systemHandlers(deps: AppDeps, authenticator: Pick<Authenticator, 'forgetUser'>): HandlersOf<'system'> {
  let checking: ReturnType<typeof checkReadiness> | undefined;
  return {
    async getHealth() {
      return { status: 'ok' };
    },
    async getReadiness() {
      // Anybody may ask, and each check asks three servers: one at a time, for all who ask meanwhile.
      checking ??= checkReadiness(deps, { signal: AbortSignal.timeout(readinessLimitMs) }).finally(() => (checking = undefined));
      const { ready, parts } = await checking;
      const serving = ready && !deps.closing.aborted;
      return new Reply(
        { status: serving ? 'ready' : 'not_ready', parts },
        { status: serving ? 200 : 503, headers: { 'cache-control': 'no-store' } },
      );
    },
    async getWorkerStats({ actor }) {
      return toBody(await getWorkerStats(deps, { actor }));
    },
    async getSystemStatus({ actor }) {
      return toBody(await getSystemStatus(deps, { actor, about: deps.about }));
    },
    async listAudit({ query: { actor_id: actorId, subject_id: subjectId, ...query } }) {
      return toAuditBody(await listAudit(deps, { actorId, subjectId, ...query }));
    },
    async revokeOwnerToken({ actor }) {
      for (const userId of await revokeOwnerToken(deps, { actor })) authenticator.forgetUser(userId);
      return new Response(null, { status: 204 });
    },
  };
}
