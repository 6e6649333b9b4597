import { Readable } from 'node:stream';
import { addDocuments, eraseDocument, getDocument, getPage, listDocuments, openDocumentFile, reprocessDocument } from '@lectern/core';
import * as contentDisposition from 'content-disposition';
import type { AppDeps } from '../app-deps.ts';
import { answerOnce } from '../http/answer-once.ts';
import { etagOf, matchesEtag } from '../http/etag.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { discardFiles, receiveUpload } from '../uploads/receive-upload.ts';
import { acceptedJob, statusUrl } from './status-url.ts';

export function documentHandlers(deps: AppDeps): HandlersOf<'documents'> {
  return {
    async listDocuments({ actor, params, query }) {
      return toBody(await listDocuments(deps, { actor, courseId: params.id, ...query }));
    },
    uploadPdfs({ actor, body, idempotencyKey: key }) {
      return receiveUpload(deps, { actor, body }, async (upload) => {
        let repeated = true;
        const content = { course: upload.course, files: upload.files.map(({ name, stored }) => [stored.sha256, name]) };
        const reply = await answerOnce(deps, { actor, route: 'uploadPdfs', key, content }, async () => {
          repeated = false;
          const { courseId, jobs } = await addDocuments(deps, { actor, ...upload });
          return { course_id: courseId, jobs: jobs.map((job) => ({ ...toBody(job), status_url: statusUrl(job.id) })) };
        });
        // The first request's files are there, unless their documents were erased since.
        if (repeated) await discardFiles(deps, actor, upload.files);
        return reply;
      });
    },
    async getDocument({ actor, params }) {
      return toBody(await getDocument(deps, { actor, ...params }));
    },
    async deleteDocument({ actor, params }) {
      return acceptedJob(await eraseDocument(deps, { actor, ...params }));
    },
    async getPage({ actor, params }) {
      return toBody(await getPage(deps, { actor, documentId: params.id, page: params.n }));
    },
    async getFile({ actor, params, http }) {
      const { stream, bytes, fileName, sha256 } = await openDocumentFile(deps, { actor, ...params });
      const headers = { etag: etagOf(sha256), 'cache-control': 'private, no-cache' };
      const known = http.req.header('if-none-match');
      if (known !== undefined && matchesEtag(known, sha256)) {
        stream.destroy();
        return new Response(null, { status: 304, headers });
      }
      return new Response(Readable.toWeb(stream), {
        headers: {
          ...headers,
          'content-type': 'application/pdf',
          'content-length': String(bytes),
          // Never shown in the browser: a PDF is somebody else's program.
          'content-disposition': contentDisposition.create(fileName, { type: 'attachment' }),
        },
      });
    },
    async reprocessDocument({ actor, params }) {
      return acceptedJob(await reprocessDocument(deps, { actor, ...params }));
    },
  };
}
