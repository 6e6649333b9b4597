import { finishAttempt, getAttempt, getAttemptQuestion, getAttemptResults, listAttempts, saveAnswer } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { startTestHandler } from './start-test.ts';

export function attemptHandlers(deps: AppDeps): HandlersOf<'attempts'> {
  return {
    startTest: startTestHandler(deps),
    async submitAnswer({ actor, body }) {
      const attemptId = body.attempt_id;
      if ('finish' in body) {
        const { jobId } = await finishAttempt(deps, { actor, attemptId });
        return { done: true, evaluation_job_id: jobId };
      }
      const { question_id: questionId, answer_version: answerVersion, answer, reasoning } = body;
      return toBody(await saveAnswer(deps, { actor, attemptId, questionId, answerVersion, answer, reasoning }));
    },
    async listAttempts({ actor, query: { course_id: courseId, test_id: testId, ...page } }) {
      return toBody(await listAttempts(deps, { actor, courseId, testId, ...page }));
    },
    async getAttempt({ actor, params }) {
      return toBody(await getAttempt(deps, { actor, ...params }));
    },
    async getAttemptQuestion({ actor, params }) {
      return toBody(await getAttemptQuestion(deps, { actor, ...params }));
    },
    async getAttemptResults({ actor, params }) {
      return toBody(await getAttemptResults(deps, { actor, ...params }));
    },
  };
}
