import { z } from 'zod';
import * as common from './common.ts';
import * as courses from './courses.ts';
import * as documents from './documents.ts';
import * as jobs from './jobs.ts';
import * as questions from './questions.ts';
import * as system from './system.ts';

/** Who may call a route: nobody needs to be known, or the owner's token is demanded. */
export type Access = 'anyone' | 'signed_in';

export interface RouteContract {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Path with `:name` parameters. */
  path: string;
  tag: 'jobs' | 'courses' | 'documents' | 'questions' | 'system';
  summary: string;
  access: Access;
  params?: z.ZodType;
  query?: z.ZodType;
  /** JSON unless `bodyType` says otherwise. */
  body?: z.ZodType;
  bodyType?: 'application/json' | 'multipart/form-data';
  /** POSTs that create something take an `Idempotency-Key`. */
  idempotent?: boolean;
  /** The success answer. `body` absent: no JSON (a stream, a file, or nothing). */
  success: { status: 200 | 201 | 202 | 204; body?: z.ZodType; contentType?: string };
}

function route<const R extends RouteContract>(contract: R): R {
  return contract;
}

/** Every route under the API. A server must bind a handler to each; the OpenAPI document is made of it. */
export const routeCatalog = {
  getHealth: route({
    method: 'get',
    path: '/healthz',
    tag: 'system',
    summary: 'Is the process alive',
    access: 'anyone',
    success: { status: 200, body: system.Healthz },
  }),
  getReadiness: route({
    method: 'get',
    path: '/readyz',
    tag: 'system',
    summary: 'Can it serve; each part with its state (503 when not)',
    access: 'anyone',
    success: { status: 200, body: system.Readyz },
  }),
  getWorkerStats: route({
    method: 'get',
    path: '/api/worker-stats',
    tag: 'system',
    summary: 'Live workers and queues',
    access: 'signed_in',
    success: { status: 200, body: system.WorkerStats },
  }),

  getSystemStatus: route({
    method: 'get',
    path: '/api/system/status',
    tag: 'system',
    summary: 'Version, edition, language models with their keys (names and health), budgets',
    access: 'signed_in',
    success: { status: 200, body: system.SystemStatus },
  }),

  listCourses: route({
    method: 'get',
    path: '/api/courses',
    tag: 'courses',
    summary: 'Your courses',
    access: 'signed_in',
    query: common.ListQuery,
    success: { status: 200, body: common.listOf(courses.CourseBody) },
  }),
  createCourse: route({
    method: 'post',
    path: '/api/courses',
    tag: 'courses',
    summary: 'Make a course',
    access: 'signed_in',
    body: courses.CreateCourseBody,
    idempotent: true,
    success: { status: 201, body: courses.CourseBody },
  }),
  getCourse: route({
    method: 'get',
    path: '/api/courses/:id',
    tag: 'courses',
    summary: 'One course',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, body: courses.CourseBody },
  }),
  updateCourse: route({
    method: 'patch',
    path: '/api/courses/:id',
    tag: 'courses',
    summary: 'Rename a course',
    access: 'signed_in',
    params: common.IdParams,
    body: courses.UpdateCourseBody,
    success: { status: 200, body: courses.CourseBody },
  }),
  deleteCourse: route({
    method: 'delete',
    path: '/api/courses/:id',
    tag: 'courses',
    summary: 'Erase a course with all it holds',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 202, body: jobs.AcceptedJob },
  }),
  searchCourse: route({
    method: 'get',
    path: '/api/courses/:id/search',
    tag: 'courses',
    summary: 'Passages that answer a query',
    access: 'signed_in',
    params: common.IdParams,
    query: courses.SearchQuery,
    success: { status: 200, body: courses.SearchBody },
  }),
  getOutline: route({
    method: 'get',
    path: '/api/courses/:id/outline',
    tag: 'courses',
    summary: 'The sections of its documents, each with a summary and its key terms',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, body: documents.OutlineBody },
  }),
  listDocuments: route({
    method: 'get',
    path: '/api/courses/:id/documents',
    tag: 'documents',
    summary: 'The documents of a course',
    access: 'signed_in',
    params: common.IdParams,
    query: common.ListQuery,
    success: { status: 200, body: common.listOf(documents.DocumentBody) },
  }),

  uploadPdfs: route({
    method: 'post',
    path: '/api/upload-pdfs',
    tag: 'documents',
    summary: 'Upload 1 to 50 PDFs; one job per file',
    access: 'signed_in',
    body: documents.UploadForm,
    bodyType: 'multipart/form-data',
    idempotent: true,
    success: { status: 202, body: documents.UploadAccepted },
  }),
  getDocument: route({
    method: 'get',
    path: '/api/documents/:id',
    tag: 'documents',
    summary: 'One document',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, body: documents.DocumentBody },
  }),
  deleteDocument: route({
    method: 'delete',
    path: '/api/documents/:id',
    tag: 'documents',
    summary: 'Erase a document',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 202, body: jobs.AcceptedJob },
  }),
  getPage: route({
    method: 'get',
    path: '/api/documents/:id/pages/:n',
    tag: 'documents',
    summary: 'The text of a page',
    access: 'signed_in',
    params: documents.PageParams,
    success: { status: 200, body: documents.PageBody },
  }),
  getFile: route({
    method: 'get',
    path: '/api/documents/:id/file',
    tag: 'documents',
    summary: 'The PDF as it was uploaded',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, contentType: 'application/pdf' },
  }),
  reprocessDocument: route({
    method: 'post',
    path: '/api/documents/:id/reprocess',
    tag: 'documents',
    summary: 'Read the PDF again, as a new revision',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 202, body: jobs.AcceptedJob },
  }),

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
    params: common.IdParams,
    success: { status: 200, body: jobs.JobBody },
  }),
  watchJob: route({
    method: 'get',
    path: '/api/jobs/:id/events',
    tag: 'jobs',
    summary: 'The same as server-sent events, until its end',
    access: 'signed_in',
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

  generateQuestions: route({
    method: 'post',
    path: '/api/courses/:id/questions/generate',
    tag: 'questions',
    summary: 'Have questions written',
    access: 'signed_in',
    params: common.IdParams,
    body: questions.GenerateBody,
    idempotent: true,
    success: { status: 202, body: questions.GenerateAccepted },
  }),
  listQuestions: route({
    method: 'get',
    path: '/api/courses/:id/questions',
    tag: 'questions',
    summary: 'The bank of a course',
    access: 'signed_in',
    params: common.IdParams,
    query: questions.QuestionListQuery,
    success: { status: 200, body: common.listOf(questions.QuestionBody) },
  }),
  getQuestionStats: route({
    method: 'get',
    path: '/api/questions/stats',
    tag: 'questions',
    summary: 'How many, how fast, at what cost, and why others were turned down',
    access: 'signed_in',
    query: questions.StatsQuery,
    success: { status: 200, body: questions.QuestionStats },
  }),
  getQuestion: route({
    method: 'get',
    path: '/api/questions/:id',
    tag: 'questions',
    summary: 'One question',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, body: questions.QuestionBody },
  }),
  updateQuestion: route({
    method: 'patch',
    path: '/api/questions/:id',
    tag: 'questions',
    summary: 'Change a question',
    access: 'signed_in',
    params: common.IdParams,
    body: questions.UpdateQuestionBody,
    success: { status: 200, body: questions.QuestionBody },
  }),
  deleteQuestion: route({
    method: 'delete',
    path: '/api/questions/:id',
    tag: 'questions',
    summary: 'Remove a question with all its versions',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 204 },
  }),
  approveQuestion: route({
    method: 'post',
    path: '/api/questions/:id/approve',
    tag: 'questions',
    summary: 'Clear a question for tests and practice',
    access: 'signed_in',
    params: common.IdParams,
    body: questions.ApproveQuestionBody,
    success: { status: 200, body: questions.QuestionBody },
  }),
  rejectQuestion: route({
    method: 'post',
    path: '/api/questions/:id/reject',
    tag: 'questions',
    summary: 'Turn a question down, with the reason',
    access: 'signed_in',
    params: common.IdParams,
    body: questions.RejectQuestionBody,
    success: { status: 200, body: questions.QuestionBody },
  }),
  regenerateQuestion: route({
    method: 'post',
    path: '/api/questions/:id/regenerate',
    tag: 'questions',
    summary: 'Have one question written anew, with a hint',
    access: 'signed_in',
    params: common.IdParams,
    body: questions.RegenerateQuestionBody,
    idempotent: true,
    success: { status: 202, body: jobs.AcceptedJob },
  }),
  listQuestionVersions: route({
    method: 'get',
    path: '/api/questions/:id/versions',
    tag: 'questions',
    summary: 'A question as it was, newest first',
    access: 'signed_in',
    params: common.IdParams,
    success: { status: 200, body: z.object({ items: z.array(questions.QuestionVersionBody) }) },
  }),
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof routeCatalog;
export type RouteOf<N extends RouteName> = (typeof routeCatalog)[N];
type Parsed<R, K extends string> = R extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined;

/** What a handler of the route gets, after validation. */
export interface RouteInput<N extends RouteName> {
  params: Parsed<RouteOf<N>, 'params'>;
  query: Parsed<RouteOf<N>, 'query'>;
  body: Parsed<RouteOf<N>, 'body'>;
}
export type RouteAnswer<N extends RouteName> = Parsed<RouteOf<N>['success'], 'body'>;
