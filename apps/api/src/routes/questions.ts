import {
  approveQuestion,
  deleteQuestion,
  generateQuestions,
  getQuestion,
  getQuestionStats,
  listQuestions,
  listQuestionVersions,
  regenerateQuestion,
  rejectQuestion,
  updateQuestion,
} from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { acceptedJob } from './status-url.ts';

export function questionHandlers(deps: AppDeps): HandlersOf<'questions'> {
  return {
    async generateQuestions({ actor, params, body }) {
      const { document_ids: documentIds, ...wanted } = body;
      const { jobId, estimate } = await generateQuestions(deps, { actor, courseId: params.id, documentIds, ...wanted });
      return { ...acceptedJob({ jobId }), estimate };
    },
    async listQuestions({ actor, params, query }) {
      return toBody(await listQuestions(deps, { actor, courseId: params.id, ...query }));
    },
    async getQuestionStats({ actor, query }) {
      return toBody(await getQuestionStats(deps, { actor, courseId: query.course_id }));
    },
    async getQuestion({ actor, params }) {
      return toBody(await getQuestion(deps, { actor, ...params }));
    },
    async updateQuestion({ actor, params, body }) {
      const { version, ...changes } = body;
      return toBody(await updateQuestion(deps, { actor, ...params, version, changes }));
    },
    async deleteQuestion({ actor, params }) {
      await deleteQuestion(deps, { actor, ...params });
      return new Response(null, { status: 204 });
    },
    async approveQuestion({ actor, params, body }) {
      return toBody(await approveQuestion(deps, { actor, ...params, ...body }));
    },
    async rejectQuestion({ actor, params, body }) {
      return toBody(await rejectQuestion(deps, { actor, ...params, ...body }));
    },
    async regenerateQuestion({ actor, params, body }) {
      return acceptedJob(await regenerateQuestion(deps, { actor, ...params, ...body }));
    },
    async listQuestionVersions({ actor, params }) {
      return { items: toBody(await listQuestionVersions(deps, { actor, ...params })) };
    },
  };
}
