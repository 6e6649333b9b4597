import { fileURLToPath } from 'node:url';
import type { JobBody, QuestionBody, QuestionType } from '@lectern/contract';
import type { ApiClient } from '../../api/client.ts';
import { followJob } from '../../api/follow-job.ts';
import { uploadFile } from '../../api/upload-file.ts';

const chapter = {
  path: fileURLToPath(new URL('../../../../../samples/water-cycle-and-weather.pdf', import.meta.url)),
  name: 'water.pdf',
  label: 'water.pdf',
};

export interface PreparedCourse {
  id: string;
  joinCode: string;
  /** Drafts, as the model wrote them. */
  questions: QuestionBody[];
}

/** From a PDF to a course whose students can join, with so many questions of these types. */
export async function prepareCourse(api: ApiClient, types: readonly QuestionType[], count: number): Promise<PreparedCourse> {
  const { courseId, jobId } = await uploadFile(api, chapter, { title: 'Water' });
  await waitForJob(api, jobId);
  const { id } = await api.call('generateQuestions', { params: { id: courseId }, body: { count, types } });
  await waitForJob(api, id);
  const { join_code: joinCode } = await api.call('makeJoinCode', { params: { id: courseId } });
  const { items } = await api.call('listQuestions', { params: { id: courseId }, query: { limit: 100 } });
  return { id: courseId, joinCode, questions: items };
}

/** Looks until it has succeeded. Error: AppError with the job's code where it ends otherwise. */
export function waitForJob(api: ApiClient, id: string): Promise<JobBody> {
  return followJob(id, { api, signal: AbortSignal.timeout(180_000), onLook: () => {}, everyMs: 100 });
}

/** The first so many of a type. Error: where there are fewer. */
export function pick(questions: readonly QuestionBody[], type: QuestionType, count: number): QuestionBody[] {
  const found = questions.filter((question) => question.type === type).slice(0, count);
  if (found.length < count) throw new Error(`there are ${found.length} of ${count} questions of type ${type}`);
  return found;
}
