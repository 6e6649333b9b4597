import { createEvaluation, getEvaluation } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { acceptedJob } from './status-url.ts';

export function evaluationHandlers(deps: AppDeps): Pick<HandlersOf<'grades'>, 'createEvaluation' | 'getEvaluation'> {
  return {
    async createEvaluation({ actor, body }) {
      const items = body.items.map(({ reference_answer: referenceAnswer, ...item }) => ({ ...item, referenceAnswer }));
      const { jobId, evaluationId, estimate } = await createEvaluation(deps, { actor, items });
      return { ...acceptedJob({ jobId }), evaluation_id: evaluationId, estimate };
    },
    async getEvaluation({ actor, params, query }) {
      return toBody(await getEvaluation(deps, { actor, ...params, ...query }));
    },
  };
}
