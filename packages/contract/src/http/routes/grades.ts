import * as common from '../common.ts';
import * as grades from '../grades.ts';
import { route } from '../route.ts';
import { z } from 'zod';

export const gradeRoutes = {
  createEvaluation: route({
    method: 'post',
    path: '/api/evaluations',
    tag: 'grades',
    summary: 'Have a batch of answers graded, apart from any test',
    access: 'teacher',
    rate: 'model',
    body: grades.CreateEvaluationBody,
    idempotent: true,
    success: { status: 202, body: grades.EvaluationAccepted },
  }),
  getEvaluation: route({
    method: 'get',
    path: '/api/evaluations/:id',
    tag: 'grades',
    summary: 'A batch with its grades so far',
    access: 'signed_in',
    params: common.IdParams,
    query: common.ListQuery,
    success: { status: 200, body: grades.EvaluationBody },
  }),
  getEvaluationStats: route({
    method: 'get',
    path: '/api/evaluation/stats',
    tag: 'grades',
    summary: 'How much was graded, how fast, at what cost, and how far teachers agreed',
    access: 'teacher',
    query: grades.EvaluationStatsQuery,
    success: { status: 200, body: grades.EvaluationStats },
  }),
  overrideGrade: route({
    method: 'post',
    path: '/api/grades/:id/override',
    tag: 'grades',
    summary: 'A teacher’s grade in place of this one, with the reason',
    access: 'signed_in',
    params: common.IdParams,
    body: grades.OverrideBody,
    success: { status: 200, body: grades.DecidedGrade },
  }),
  confirmGrade: route({
    method: 'post',
    path: '/api/grades/:id/confirm',
    tag: 'grades',
    summary: 'A teacher’s word that this grade is right',
    access: 'signed_in',
    params: common.IdParams,
    body: z.strictObject({}),
    success: { status: 200, body: grades.DecidedGrade },
  }),
} as const;
