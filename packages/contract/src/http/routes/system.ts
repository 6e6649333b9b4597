import * as audit from '../audit.ts';
import * as common from '../common.ts';
import * as system from '../system.ts';
import { route } from '../route.ts';

export const systemRoutes = {
  getHealth: route({
    method: 'get',
    path: '/healthz',
    tag: 'system',
    summary: 'Is the process alive',
    access: 'anyone',
    rate: 'none',
    success: { status: 200, body: system.Healthz },
  }),
  getReadiness: route({
    method: 'get',
    path: '/readyz',
    tag: 'system',
    summary: 'Can it serve; each part with its state (503 when not)',
    access: 'anyone',
    rate: 'none',
    success: { status: 200, body: system.Readyz },
  }),
  getWorkerStats: route({
    method: 'get',
    path: '/api/worker-stats',
    tag: 'system',
    summary: 'Live workers and queues',
    access: 'operator',
    success: { status: 200, body: system.WorkerStats },
  }),
  getSystemStatus: route({
    method: 'get',
    path: '/api/system/status',
    tag: 'system',
    summary: 'Version, edition, language models with their keys (names and health), budgets',
    access: 'operator',
    success: { status: 200, body: system.SystemStatus },
  }),
  listAudit: route({
    method: 'get',
    path: '/api/audit',
    tag: 'system',
    summary: 'Who did what to which thing from where, newest first',
    access: 'operator',
    query: audit.AuditQuery,
    success: { status: 200, body: common.listOf(audit.AuditEntry) },
  }),
  revokeOwnerToken: route({
    method: 'delete',
    path: '/api/owner-token',
    tag: 'system',
    summary: 'Make the token in the data folder worthless (standalone edition)',
    access: 'operator',
    success: { status: 204 },
  }),
} as const;
