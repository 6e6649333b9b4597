import type { Api } from '../api.ts';
import type { Pdf } from '../input-files.ts';
import { allOf, below, type Figure, withoutTarget } from '../report.ts';
import { timed } from '../timed.ts';
import { withPeakMemory } from './resident-memory.ts';

/** Upload, index, sum up, write and verify: from the first byte sent to 20 questions in the bank. */
export async function measureSample(api: Api, sample: Pdf): Promise<Figure[]> {
  const { result, seconds } = await timed(async () => {
    const { course_id: courseId, jobs } = await api.upload([sample], 'Benchmark: sample');
    for (const job of jobs) await api.waitForJob(job.id);
    const { id } = await api.generate(courseId, { count: 20 });
    await api.waitForJob(id);
    return api.questions(courseId);
  });
  return [below('sample, upload to questions', seconds, 10, 's'), allOf('sample, questions accepted', result.length, 20)];
}

/** From the first byte sent until a search finds a passage, until its outline is there, and what the worker itself holds in memory meanwhile. */
export async function measureBook(api: Api, book: Pdf): Promise<Figure[]> {
  const { workers } = await api.workers();
  const pid = workers[0]?.pid;
  if (pid === undefined) throw new Error('no worker is alive');
  const { result: whole, peakMb } = await withPeakMemory(pid, () =>
    timed(async () => {
      const searchable = await timed(() => uploadAndSearch(api, book));
      return { searchable, job: await api.waitForJob(searchable.result) };
    }),
  );
  const { searchable, job } = whole.result;
  const name = `book of ${String(job.result?.['pages'])} pages`;
  return [
    below(`${name}, upload to searchable`, searchable.seconds, 15, 's'),
    withoutTarget(`${name}, upload to outline`, `${whole.seconds.toFixed(1)} s`),
    below('book, memory of the worker', peakMb, 400, 'MB'),
  ];
}

/** Resolves to the job's id as soon as a search finds something; its outline may still be on its way. */
async function uploadAndSearch(api: Api, book: Pdf): Promise<string> {
  const { course_id: courseId, jobs } = await api.upload([book], 'Benchmark: book');
  const [job] = jobs;
  if (!job) throw new Error('the upload made no job');
  await api.waitForJob(job.id, { enough: ({ stage }) => stage === 'outline' });
  const { items } = await api.search(courseId, 'what is this about');
  if (items.length === 0) throw new Error('nothing is found in the book');
  return job.id;
}

/** Twenty uploads in twenty requests at the same moment. */
export async function measureManyUploads(api: Api, pdfs: readonly Pdf[]): Promise<Figure[]> {
  const { result, seconds } = await timed(async () => {
    const uploads = await Promise.all(pdfs.map((pdf) => api.upload([pdf], `Benchmark: ${pdf.name}`)));
    const ids = uploads.flatMap(({ jobs }) => jobs.map((job) => job.id));
    return Promise.allSettled(ids.map((id) => api.waitForJob(id)));
  });
  const succeeded = result.filter(({ status }) => status === 'fulfilled').length;
  return [
    allOf(`${pdfs.length} uploads at once, succeeded`, succeeded, pdfs.length),
    withoutTarget(`${pdfs.length} uploads at once, all searchable`, `${seconds.toFixed(1)} s`),
  ];
}
