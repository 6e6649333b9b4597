import { fileURLToPath } from 'node:url';
import type { JobBody } from '@lectern/contract';
import type { ApiClient } from '../api/client.ts';
import { uploadFile } from '../api/upload-file.ts';
import type { InputFile } from '../input-files.ts';
import { runOne } from './run-one.ts';
import type { JobContext } from './job-context.ts';

const name = 'water-cycle-and-weather.pdf';
const sample: InputFile = { path: fileURLToPath(new URL(`../../../../samples/${name}`, import.meta.url)), name, label: name };
const courseTitle = 'Sample: the water cycle and weather';

/** Shows what Lectern does on the chapter that comes with it. A run that was interrupted is taken up where it was. Resolves to whether there are questions. */
export async function runSample(context: JobContext): Promise<boolean> {
  const { api, screen } = context;
  screen.print(`  ${screen.paint('bold', 'The first start tries the sample')}  ${sample.name}`);
  screen.print();
  const courseId = await findCourse(api);
  const uploaded = await uploadFile(api, sample, courseId === undefined ? { title: courseTitle } : { id: courseId });
  const generateJobId = courseId === undefined ? undefined : await findGenerateJob(api, courseId);
  return runOne(context, sample, uploaded, generateJobId);
}

async function findCourse(api: ApiClient): Promise<string | undefined> {
  const { items } = await api.call('listCourses', { query: { limit: 200 } });
  return items.find(({ title }) => title === courseTitle)?.id;
}

async function findGenerateJob(api: ApiClient, courseId: string): Promise<string | undefined> {
  const { items } = await api.call('listJobs', { query: { kind: 'questions.generate', limit: 200 } });
  return items.find((job) => job.course_id === courseId && mayStillSucceed(job))?.id;
}

function mayStillSucceed({ state }: JobBody): boolean {
  return state !== 'failed' && state !== 'cancelled';
}
