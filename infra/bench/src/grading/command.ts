import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { limits } from '@lectern/contract';
import { chooseFrom, type Command } from '../command.ts';
import { allOf, atMost, below, type Figure, withoutTarget } from '../report.ts';
import { type Caller, createCaller } from '../school/create-caller.ts';
import { queues, type School, startSchool } from '../school/start-school.ts';
import { timed } from '../timed.ts';
import { makeItems } from './make-items.ts';

const batches = 2;
const answers = batches * limits.itemsPerEvaluation;
const callsAtOnce = 16;
const callSeconds = 2;
const callsPerAnswer = 0.12;
const pollMs = 100;
const limitMs = 180_000;

/** How fast free answers are graded, and with how many calls. */
export const grading: Command = {
  help: `grading [--queue redis|postgres]
    ${answers} free answers to ten questions, as ${batches} evaluations at once, with ${callsAtOnce} calls to the built-in model
    in flight at the most, each of which takes ${callSeconds} s: from the request until the last grade is there, and
    calls for each answer. Half a minute.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { queue: { type: 'string', default: 'redis' } } });
    const [queue = 'redis'] = chooseFrom('--queue', queues, values.queue);
    await using cleanups = new AsyncDisposableStack();
    const school = await startSchool({ queue, students: 0, callsAtOnce }, cleanups);
    school.proxy.setScript([{ latency: { meanMs: callSeconds * 1_000, of: 'call' } }]);
    return await measureGrading(school);
  },
};

async function measureGrading({ url, teacherKey, proxy }: School): Promise<Figure[]> {
  const teacher = createCaller(url, teacherKey);
  proxy.records.length = 0;
  const { result: graded, seconds } = await timed(async () => {
    const each = limits.itemsPerEvaluation;
    const running = Array.from({ length: batches }, (_, nth) => evaluate(teacher, makeItems(each, nth * 100)));
    // Of one that fails is told once nobody asks any more.
    await Promise.allSettled(running);
    return (await Promise.all(running)).reduce((sum, count) => sum + count, 0);
  });
  const calls = proxy.records.filter(({ path }) => path === '/chat/completions');
  const what = `${answers} free answers`;
  return [
    below(`${what}: until the last grade is there`, seconds, 20, 's'),
    allOf(`${what}: graded`, graded, answers),
    atMost(`${what}: calls for each`, calls.length / answers, callsPerAnswer, { digits: 3 }),
    atMost(`${what}: calls in flight at most`, mostAtOnce(calls), callsAtOnce),
    withoutTarget(
      `${what}: calls, and the seconds that they alone need`,
      `${calls.length}, ${(Math.ceil(calls.length / callsAtOnce) * callSeconds).toFixed(0)} s`,
    ),
  ];
}

/** Resolves to how many of the items have a grade when the job is at its end. */
async function evaluate({ call }: Caller, items: ReturnType<typeof makeItems>): Promise<number> {
  const { answer: accepted } = await call('createEvaluation', { body: { items } });
  const deadline = performance.now() + limitMs;
  for (;;) {
    const { answer: job } = await call('getJob', { params: { id: accepted.id } });
    if (job.finished_at !== null) break;
    if (performance.now() > deadline) throw new Error(`job ${accepted.id} did not end within ${limitMs / 1_000} s`);
    await sleep(pollMs);
  }
  const { answer: evaluation } = await call('getEvaluation', { params: { id: accepted.evaluation_id } });
  return evaluation.graded;
}

function mostAtOnce(calls: readonly { at: number; endedAt: number | undefined }[]): number {
  return Math.max(
    0,
    ...calls.map(({ at }) => calls.filter((other) => other.at <= at && (other.endedAt ?? Number.POSITIVE_INFINITY) > at).length),
  );
}
