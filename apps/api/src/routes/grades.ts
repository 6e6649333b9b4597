import { confirmGrade, getEvaluationStats, overrideGrade } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';

/** A part of the routes about grades: what teachers decide. */
export function gradeHandlers(deps: AppDeps): Pick<HandlersOf<'grades'>, 'getEvaluationStats' | 'overrideGrade' | 'confirmGrade'> {
  return {
    async getEvaluationStats({ actor, query }) {
      return toBody(await getEvaluationStats(deps, { actor, courseId: query.course_id }));
    },
    async overrideGrade({ actor, params, body }) {
      const { attempt_id: attemptId, ...decision } = body;
      return toBody(await overrideGrade(deps, { actor, ...params, ...decision, attemptId }));
    },
    async confirmGrade({ actor, params }) {
      return toBody(await confirmGrade(deps, { actor, ...params }));
    },
  };
}
