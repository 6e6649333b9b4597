import { Readable } from 'node:stream';
import { beginExport } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import { exportEntries } from '../export/export-entries.ts';
import { zipOf } from '../export/zip-of.ts';
import type { RouteHandler } from '../http/handler.ts';

/** A part of the routes about accounts. */
export function exportHandlers(deps: AppDeps): { exportMe: RouteHandler<'exportMe'> } {
  return {
    async exportMe({ actor }) {
      const account = await beginExport(deps, { actor });
      const day = new Date().toISOString().slice(0, 10);
      return new Response(Readable.toWeb(zipOf(exportEntries(deps, { actor, account }))), {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="lectern-export-${day}.zip"`,
          'cache-control': 'no-store',
        },
      });
    },
  };
}
