import {
  GenerateAccepted,
  type GenerateBody,
  isFinalState,
  JobBody,
  limits,
  listOf,
  QuestionBody,
  SearchBody,
  UploadAccepted,
  WorkerStats,
} from '@lectern/contract';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';

const jobLimitMs = 300_000;
/** However often it is told to wait: two windows of a limit. */
const rateLimitMs = 120_000;

/** The API as a program uses it, over HTTP. */
export interface Api {
  upload(files: readonly { name: string; bytes: Uint8Array }[], courseTitle: string): Promise<z.infer<typeof UploadAccepted>>;
  /** Polls until the job has succeeded, or is `enough`; throws when it has ended otherwise. */
  waitForJob(id: string, options?: { pollMs?: number; enough?: (job: JobBody) => boolean }): Promise<JobBody>;
  generate(courseId: string, body: z.input<typeof GenerateBody>): Promise<z.infer<typeof GenerateAccepted>>;
  /** The newest, as many as one list may hold. */
  questions(courseId: string): Promise<QuestionBody[]>;
  search(courseId: string, query: string): Promise<z.infer<typeof SearchBody>>;
  workers(): Promise<z.infer<typeof WorkerStats>>;
}

export function createApi(url: string, token: string): Api {
  async function call<T extends z.ZodType>(schema: T, path: string, init: RequestInit = {}): Promise<z.infer<T>> {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const answer = await fetchWithin(rateLimitMs, () => fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(120_000) }));
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return schema.parse(await answer.json());
  }

  return {
    upload(files, courseTitle) {
      const body = new FormData();
      body.set('course_title', courseTitle);
      for (const { name, bytes } of files) body.append('files', new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' }), name);
      return call(UploadAccepted, '/api/upload-pdfs', { method: 'POST', body });
    },
    async waitForJob(id, { pollMs = 50, enough = () => false } = {}) {
      const deadline = Date.now() + jobLimitMs;
      while (Date.now() < deadline) {
        const job = await call(JobBody, `/api/jobs/${id}`);
        if (job.state === 'succeeded' || enough(job)) return job;
        if (isFinalState(job.state)) throw new Error(`job ${id} ${job.state}: ${job.error?.message ?? ''}`);
        await sleep(pollMs);
      }
      throw new Error(`job ${id} did not end within ${jobLimitMs / 1_000} s`);
    },
    generate: (courseId, body) =>
      call(GenerateAccepted, `/api/courses/${courseId}/questions/generate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async questions(courseId) {
      return (await call(listOf(QuestionBody), `/api/courses/${courseId}/questions?limit=${limits.listMax}`)).items;
    },
    search: (courseId, query) => call(SearchBody, `/api/courses/${courseId}/search?q=${encodeURIComponent(query)}`),
    workers: () => call(WorkerStats, '/api/worker-stats'),
  };
}

/** Makes the request again when it is told to wait, as late as it is told. */
async function fetchWithin(limitMs: number, request: () => Promise<Response>): Promise<Response> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await request();
    const pauseMs = Math.max(1, Number(answer.headers.get('retry-after')) || 1) * 1_000;
    if (answer.status !== 429 || Date.now() + pauseMs > deadline) return answer;
    await answer.body?.cancel();
    await sleep(pauseMs);
  }
}
