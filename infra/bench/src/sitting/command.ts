import { parseArgs } from 'node:util';
import { chooseFrom, type Command, UsageError } from '../command.ts';
import { queues, startSchool } from '../school/start-school.ts';
import { addQuestions } from './add-questions.ts';
import { describeSittings, measureSitting } from './measure-sitting.ts';

const early = 10;

/** How it feels to sit a test together with a whole year. */
export const sitting: Command = {
  help: `sitting [--students 150] [--think 2] [--queue redis|postgres]
    So many students start a test of ten questions at the same moment, save an answer to each after up to
    --think seconds, and hand in; one API process, one worker, Postgres, the queue on Redis unless told
    otherwise, calls to the built-in model take 2 s. All on this machine, the students included: times
    are what they saw. Ten more sit it before, so that the API is warm. Every answer that was
    acknowledged is looked for in the results. A minute or so.`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { students: { type: 'string' }, think: { type: 'string' }, queue: { type: 'string', default: 'redis' } },
    });
    const students = readNumber('--students', values.students ?? '150', 1);
    const thinkSeconds = readNumber('--think', values.think ?? '2', 0);
    const [queue = 'redis'] = chooseFrom('--queue', queues, values.queue);
    await using cleanups = new AsyncDisposableStack();
    const school = await startSchool({ queue, students: early + students, callsAtOnce: 32 }, cleanups);
    school.proxy.setScript([{ latency: { meanMs: 2_000, of: 'call' } }]);
    console.log(`${students} students, up to ${thinkSeconds} s to think before each answer, the queue on ${queue}`);
    const questionIds = await addQuestions(school);
    return describeSittings(await measureSitting(school, { questionIds, thinkMs: thinkSeconds * 1_000, early }));
  },
};

function readNumber(option: string, text: string, least: number): number {
  if (!/^\d{1,3}$/u.test(text) || Number(text) < least) throw new UsageError(`${option} must be a whole number from ${least} to 999`);
  return Number(text);
}
