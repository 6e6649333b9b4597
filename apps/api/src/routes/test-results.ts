import { Readable } from 'node:stream';
import {
  applyRegrade,
  confirmTestGrades,
  exportTestResults,
  getRegrade,
  getTestResults,
  getTestStatistics,
  listReview,
  regradeTest,
} from '@lectern/core';
import * as contentDisposition from 'content-disposition';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { csvOf } from '../export/results-csv.ts';
import { cleanFileName } from '../uploads/file-name.ts';
import { acceptedJob } from './status-url.ts';

type ResultRoutes =
  | 'getTestResults'
  | 'getTestStatistics'
  | 'listReview'
  | 'confirmTestGrades'
  | 'regradeTest'
  | 'getRegrade'
  | 'applyRegrade';

/** A part of the routes about tests: what came of them. */
export function testResultHandlers(deps: AppDeps): Pick<HandlersOf<'tests'>, ResultRoutes> {
  return {
    async getTestResults({ actor, params, query: { format, ...page } }) {
      if (format === 'json') return toBody(await getTestResults(deps, { actor, ...params, ...page }));
      const results = await exportTestResults(deps, { actor, ...params });
      const fileName = cleanFileName(`${results.title.replaceAll(/[/\\]/g, '-')} - results.csv`);
      return new Response(Readable.toWeb(csvOf(results)), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': contentDisposition.create(fileName, { type: 'attachment' }),
          'cache-control': 'no-store',
        },
      });
    },
    async getTestStatistics({ actor, params }) {
      return toBody(await getTestStatistics(deps, { actor, ...params }));
    },
    async listReview({ actor, params, query }) {
      return toBody(await listReview(deps, { actor, ...params, ...query }));
    },
    async confirmTestGrades({ actor, params, body }) {
      return toBody(await confirmTestGrades(deps, { actor, ...params, questionId: body.question_id }));
    },
    async regradeTest({ actor, params, query, body }) {
      const preview = query.preview === 'true';
      const { regradeId, answers, ...job } = await regradeTest(deps, { actor, ...params, questionIds: body.question_ids, preview });
      return { ...acceptedJob(job), regrade_id: regradeId, answers };
    },
    async getRegrade({ actor, params }) {
      return toBody(await getRegrade(deps, { actor, ...params }));
    },
    async applyRegrade({ actor, params }) {
      return toBody(await applyRegrade(deps, { actor, ...params }));
    },
  };
}
