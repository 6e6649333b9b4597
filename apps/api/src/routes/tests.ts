import { createTest, deleteTest, getTest, listTests, updateTest } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import type { testResultHandlers } from './test-results.ts';
import { changesOf, settingsOf } from './test-settings.ts';

export function testHandlers(deps: AppDeps): Omit<HandlersOf<'tests'>, keyof ReturnType<typeof testResultHandlers>> {
  return {
    async createTest({ actor, params, body }) {
      return toBody(await createTest(deps, { actor, courseId: params.id, settings: settingsOf(body) }));
    },
    async listTests({ actor, params, query }) {
      return toBody(await listTests(deps, { actor, courseId: params.id, ...query }));
    },
    async getTest({ actor, params }) {
      return toBody(await getTest(deps, { actor, ...params }));
    },
    async updateTest({ actor, params, body }) {
      return toBody(await updateTest(deps, { actor, ...params, version: body.version, changes: changesOf(body) }));
    },
    async deleteTest({ actor, params, query }) {
      await deleteTest(deps, { actor, ...params, withResults: query.with_results === 'true' });
      return new Response(null, { status: 204 });
    },
  };
}
