import { QuestionType } from '@lectern/contract';
import type { Pdf } from '../input-files.ts';
import { allOf, atMost, below, type Figure, withoutTarget } from '../report.ts';
import { chatCallsOf, describeSet, fewestCalls, type GeneratedSet, generateSet, pairSeconds } from './generate-set.ts';
import { ingest } from './ingest.ts';
import type { Running } from './start-edition.ts';

const count = 50;
/** Beyond the two calls that nobody can do without, of which the slowest of many parallel ones takes a quarter longer. */
const slack = 1.25;
/** The first round and two that replace what was turned down. */
const mostRounds = 3;
const callsPerQuestion = 0.35;

/** Every request to the provider takes as long as one to a hosted model, embeddings included. */
const latency = { meanMs: 2_000, jitterMs: 500, of: 'call' } as const;

/** How fast and with how many calls a big set is made, each time in a course that has no questions yet. */
export async function measureSpeed(running: Running, book: Pdf, runs: number): Promise<Figure[]> {
  const { proxy } = running;
  proxy.setScript([]);
  const courses: string[] = [];
  for (let nth = 0; nth < runs + 1; nth += 1) courses.push(await ingest(running.api, book));
  proxy.setScript([{ latency }]);
  const [courseOfAllTypes = '', ...ofDefaultTypes] = courses;
  const sets: GeneratedSet[] = [];
  for (const course of ofDefaultTypes) {
    const set = await generateSet(running, course, { count });
    sets.push(set);
    console.log(`set ${sets.length}: ${describeSet(set)}`);
  }
  const figures = [...describeTimes(sets), ...describeCalls(sets)];
  const last = ofDefaultTypes.at(-1);
  if (last !== undefined) figures.push(...describeReused(await generateSet(running, last, { count, reuse: true })));
  const allTypes = await generateSet(running, courseOfAllTypes, { count, types: QuestionType.options });
  console.log(`all types: ${describeSet(allTypes)}`);
  return [...figures, ...describeAllTypes(allTypes)];
}

/** Sets of one round and sets with replacements have targets of their own; each set is compared with the calls in itself. */
function describeTimes(sets: readonly GeneratedSet[]): Figure[] {
  const groups: [string, GeneratedSet[], number][] = [
    ['nothing replaced', sets.filter(({ rounds }) => rounds === 1), slack],
    ['some replaced', sets.filter(({ rounds }) => rounds > 1), slack * mostRounds],
  ];
  return groups.flatMap(([name, group, limit]) => {
    if (group.length === 0) return [];
    const ratios = group.map((set) => set.seconds / pairSeconds(set)).toSorted((a, b) => a - b);
    const what = `${count} questions, ${name} (${group.length} of ${sets.length} sets)`;
    const seconds = group.map((set) => set.seconds).toSorted((a, b) => a - b);
    return [
      atMost(`${what}: median, in pairs of calls`, medianOf(ratios), limit, { digits: 2 }),
      withoutTarget(`${what}: slowest, in pairs of calls`, (ratios.at(-1) ?? 0).toFixed(2)),
      withoutTarget(`${what}: median`, `${medianOf(seconds).toFixed(2)} s`),
    ];
  });
}

function describeCalls(sets: readonly GeneratedSet[]): Figure[] {
  const dearest = Math.max(...sets.map((set) => chatCallsOf(set).length / set.result.accepted));
  return [
    allOf(`${count} questions: accepted in the poorest set`, Math.min(...sets.map(({ result }) => result.accepted)), count),
    atMost(`${count} questions: chat calls for each accepted one, dearest set`, dearest, callsPerQuestion, { digits: 3 }),
    withoutTarget(`${count} questions: the fewest chat calls for each that there can be`, (fewestCalls(count) / count).toFixed(3)),
  ];
}

function describeReused({ seconds, result, requests }: GeneratedSet): Figure[] {
  return [
    below('the same again with reuse: until its job is final', seconds, 1, 's', 2),
    atMost('the same again with reuse: calls to the provider', requests.length, 0),
    { what: 'the same again with reuse: reused', measured: `${result.reused}`, target: 'true', held: result.reused },
  ];
}

function describeAllTypes(set: GeneratedSet): Figure[] {
  const what = `${count} questions of all types`;
  return [
    withoutTarget(`${what}: in pairs of calls (rounds)`, `${(set.seconds / pairSeconds(set)).toFixed(2)} (${set.rounds})`),
    withoutTarget(`${what}: accepted`, `${set.result.accepted}`),
    withoutTarget(`${what}: chat calls for each accepted one`, (chatCallsOf(set).length / set.result.accepted).toFixed(3)),
  ];
}

function medianOf(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}
