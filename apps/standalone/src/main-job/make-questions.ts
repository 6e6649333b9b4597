import { AppError, type JobBody } from '@lectern/contract';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { followJob } from '../api/follow-job.ts';
import type { Uploaded } from '../api/upload-file.ts';

/** How far a document is on its way to questions. */
export interface Progress {
  ingest?: JobBody;
  generate?: JobBody;
}

/** What became of a document. */
export interface Outcome {
  pages: number;
  chunks: number;
  questionIds: string[];
  /** Why there are fewer questions than asked for, or none. */
  shortfall: string | undefined;
}

export interface MakeOptions {
  api: ApiClient;
  signal: AbortSignal;
  everyMs: number;
  onProgress(progress: Progress): void;
  /** A job that makes questions of the document already: followed instead of a new one. */
  generateJobId?: string | undefined;
}

const questionsPerDocument = 20;
const IngestResult = z.object({ pages: z.int(), chunks: z.int() });
const GenerateResult = z.object({ question_ids: z.array(z.string()), shortfall: z.object({ message: z.string() }).optional() });

/**
 * Waits until a document is searchable, has questions made of it, and waits for those.
 * @throws AppError when the document cannot be read.
 */
export async function makeQuestions(uploaded: Uploaded, options: MakeOptions): Promise<Outcome> {
  const { onProgress } = options;
  const progress: Progress = {};
  const ingest = await followJob(uploaded.jobId, { ...options, onLook: (job) => onProgress(Object.assign(progress, { ingest: job })) });
  const read = IngestResult.parse(ingest.result);
  try {
    const jobId = options.generateJobId ?? (await askForQuestions(options.api, uploaded));
    const generate = await followJob(jobId, { ...options, onLook: (job) => onProgress(Object.assign(progress, { generate: job })) });
    const made = GenerateResult.parse(generate.result);
    return { ...read, questionIds: made.question_ids, shortfall: made.shortfall?.message };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...read, questionIds: [], shortfall: error.message };
  }
}

async function askForQuestions(api: ApiClient, { courseId, documentId }: Uploaded): Promise<string> {
  const body = { count: questionsPerDocument, document_ids: [documentId] };
  const { id } = await api.call('generateQuestions', { params: { id: courseId }, body });
  return id;
}
