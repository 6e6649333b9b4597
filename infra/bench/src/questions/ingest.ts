import type { Api } from '../api.ts';
import type { Pdf } from '../input-files.ts';

/** Uploads a document into a new course and waits until it can be asked about. Answers with the course's id. */
export async function ingest(api: Api, pdf: Pdf): Promise<string> {
  const { course_id: courseId, jobs } = await api.upload([pdf], `Benchmark: ${pdf.name}`);
  for (const { id } of jobs) await api.waitForJob(id);
  return courseId;
}
