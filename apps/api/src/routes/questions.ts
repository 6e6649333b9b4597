import { generateQuestions, getQuestion, listQuestions, type QuestionView } from '@lectern/core';
import type { QuestionBody } from '@lectern/contract';
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
      const { items, nextCursor } = await listQuestions(deps, { actor, courseId: params.id, ...query });
      return { items: items.map(questionBody), next_cursor: nextCursor };
    },
    async getQuestion({ actor, params }) {
      return questionBody(await getQuestion(deps, { actor, ...params }));
    },
  };
}

function questionBody(view: QuestionView): QuestionBody {
  // Nothing verifies questions by a second call to a model yet; the code's own checks they have all passed.
  return { ...toBody(view), verification: { state: 'code_checked' } };
}
