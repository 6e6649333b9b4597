import * as common from '../common.ts';
import * as jobs from '../jobs.ts';
import { route } from '../route.ts';

export const jobRoutes = {
  listJobs: route({
    method: 'get',
    path: '/api/jobs',
    tag: 'jobs',
    summary: 'Your jobs, newest first',
    access: 'signed_in',
    query: jobs.JobListQuery,
    success: { status: 200, body: common.listOf(jobs.JobBody) },
  }),
  getJob: route({
    method: 'get',
    path: '/api/jobs/:id',
    tag: 'jobs',
    summary: 'How far a job is (ETag, 304)',
    access: 'signed_in',
    rate: 'poll',
    params: common.IdParams,
    success: { status: 200, body: jobs.JobBody },
  }),
  watchJob: route({
    method: 'get',
    path: '/api/jobs/:id/events',
    tag: 'jobs',
    summary: 'The same as server-sent events, until its end',
    access: 'signed_in',
    rate: 'poll',
    params: common.IdParams,
    success: { status: 200, contentType: 'text/event-stream' },
  }),
  cancelJob: route({
    method: 'post',
    path: '/api/jobs/:id/cancel',
    tag: 'jobs',
    summary: 'End a job now; what it has stays',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, body: jobs.JobBody },
  }),
  retryJob: route({
    method: 'post',
    path: '/api/jobs/:id/retry',
    tag: 'jobs',
    summary: 'Run an ended job again under the same id',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 202, body: jobs.JobBody },
  }),
} as const;
