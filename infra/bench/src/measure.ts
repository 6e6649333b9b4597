import type { Api } from './api.ts';
import { withPeakMemory } from './resident-memory.ts';
import { atMost, type Figure } from './report.ts';

export interface Pdf {
  name: string;
  bytes: Uint8Array;
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const start = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - start) / 1_000 };
}

/** Upload, index, write, check and accept: from the first byte sent to 20 questions in the bank. */
export async function measureSample(api: Api, sample: Pdf): Promise<Figure[]> {
  const { result, seconds } = await timed(async () => {
    const { course_id: courseId, jobs } = await api.upload([sample], 'Benchmark: sample');
    for (const job of jobs) await api.waitForJob(job.id);
    const { id } = await api.generate(courseId, 20);
    await api.waitForJob(id);
    return api.questions(courseId);
  });
  const accepted = result.length;
  return [
    atMost('sample, upload to questions', seconds, 10, 's'),
    { what: 'sample, questions accepted', measured: `${accepted}`, target: '20', held: accepted === 20 },
  ];
}

/** From the first byte sent until a search finds a passage, and what the worker itself holds in memory meanwhile. */
export async function measureBook(api: Api, book: Pdf): Promise<Figure[]> {
  const { workers } = await api.workers();
  const pid = workers[0]?.pid;
  if (pid === undefined) throw new Error('no worker is alive');
  const { result, peakMb } = await withPeakMemory(pid, () =>
    timed(async () => {
      const { course_id: courseId, jobs } = await api.upload([book], 'Benchmark: book');
      const [job] = await Promise.all(jobs.map(({ id }) => api.waitForJob(id)));
      const { items } = await api.search(courseId, 'what is this about');
      if (items.length === 0) throw new Error('nothing is found in the book');
      return job;
    }),
  );
  const pages = result.result?.result?.['pages'];
  return [
    atMost(`book of ${String(pages)} pages, upload to searchable`, result.seconds, 15, 's'),
    atMost('book, memory of the worker', peakMb, 400, 'MB'),
  ];
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
    {
      what: `${pdfs.length} uploads at once, succeeded`,
      measured: `${succeeded}`,
      target: `${pdfs.length}`,
      held: succeeded === pdfs.length,
    },
    { what: `${pdfs.length} uploads at once, all searchable`, measured: `${seconds.toFixed(1)} s`, target: 'none', held: true },
  ];
}
