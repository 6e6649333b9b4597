import { createHash } from 'node:crypto';
import type { AskedQuestionBody } from '@lectern/contract';
import { queueBackends, waitFor } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Wanted } from './testing/given.ts';
import { type Classroom, openClassroom } from './testing/open-classroom.ts';
import { waitForJob } from './testing/prepare-course.ts';
import { sit, type Sitting } from './testing/sit.ts';
import { type Production, startProduction } from './testing/start-production.ts';

const students = 18;
/** Students with the same remainder write the same. */
const opinions = 12;
/** A task may lose its worker twice; after the third time it would rest for a while. */
const kills = 2;
const limitMs = 180_000;

describe.each(queueBackends())('grading while processes are killed, with the queue on %s', (backend) => {
  let production: Production;
  let classroom: Classroom;
  let sittings: Sitting[];
  /** At each kill: how many calls there had been, and which answers had their grades. */
  const killed: { calls: number; graded: Set<string> }[] = [];
  beforeAll(async () => {
    production = await startProduction(backend);
    classroom = await openClassroom(production, students);
    production.proxy.setScript([{ schema: 'grade_answers', latency: { meanMs: 2_000, jitterMs: 1_500, of: 'call' } }]);
  }, limitMs);
  afterAll(() => production.close());

  const gradingCalls = () => production.recorder.calls.filter(({ schema }) => schema === 'grade_answers');
  const answeredCalls = () => gradingCalls().filter(({ complete }) => complete);

  /** All that students write, each once. */
  function distinctAnswers(): string[] {
    const free = classroom.questions.filter(({ type }) => type === 'short_answer');
    return free.flatMap(({ id }) => Array.from({ length: opinions }, (_, opinion) => textOf(id, opinion)));
  }

  async function gradedAnswers(): Promise<string[]> {
    const found = await production.sql<{ hash: string }[]>`select answer_hash as hash from grades where source = 'model'`;
    const hashes = found.map(({ hash }) => hash);
    const texts = new Map(distinctAnswers().map((text) => [createHash('sha256').update(`text\n${text}`).digest('hex'), text]));
    return hashes.map((hash) => texts.get(hash) ?? hash);
  }

  /** Which answers these calls asked about, as often as they did. */
  function askedIn(calls: readonly { prompt: string }[]): string[] {
    return calls.flatMap(({ prompt }) => distinctAnswers().filter((text) => prompt.includes(text)));
  }

  it('all answers get their grade, although worker and API are killed in the middle', { timeout: limitMs }, async () => {
    sittings = await Promise.all(
      classroom.students.map((student, at) => {
        const answer = (asked: AskedQuestionBody) => opinionOf(at, asked);
        return sit(student, classroom.testId, { first: answer, changed: answer });
      }),
    );
    while (killed.length < kills) {
      const before = answeredCalls().length;
      // Some of its calls were answered, and others are on their way.
      const isInTheMiddle = () => answeredCalls().length > before + 1 && gradingCalls().some(({ complete }) => !complete);
      await waitFor(isInTheMiddle, { timeoutMs: 30_000, intervalMs: 20 });
      await Promise.all([production.kill('worker'), production.kill('api')]);
      killed.push({ calls: gradingCalls().length, graded: new Set(await gradedAnswers()) });
      // Nobody wants to wait for the lease of a worker that is known to be dead.
      await production.sql`update tasks set heartbeat_at = now() - interval '1 hour' where state = 'running'`;
      await Promise.all([production.restart('worker'), production.restart('api')]);
    }
    for (const { student, jobId } of sittings) {
      expect(await waitForJob(student.api, jobId ?? '')).toMatchObject({ state: 'succeeded', result: { missing: 0 } });
    }
    const { summary } = await classroom.teacher.api.call('getTestResults', { params: { id: classroom.testId } });
    expect(summary).toMatchObject({ attempts: students, waiting: 0 });
  });

  it('each distinct answer has one grade, and whoever gave it has that', { timeout: limitMs }, async () => {
    expect((await gradedAnswers()).toSorted()).toEqual(distinctAnswers().toSorted());
    const gradeOf = new Map<string, string>();
    for (const { attemptId } of sittings) {
      const { questions } = await classroom.teacher.api.call('getAttemptResults', { params: { id: attemptId } });
      for (const { answer, grade } of questions.filter(({ type }) => type === 'short_answer')) {
        const text = String(answer);
        expect(grade).not.toBeNull();
        expect(gradeOf.get(text) ?? grade?.id).toBe(grade?.id);
        gradeOf.set(text, grade?.id ?? '');
      }
    }
    expect(gradeOf.size).toBe(distinctAnswers().length);
  });

  it('only what was on its way when a worker was killed is asked again', async () => {
    const starts = [0, ...killed.map(({ calls }) => calls)];
    for (const [nth, start] of starts.entries()) {
      const asked = askedIn(gradingCalls().slice(start, starts[nth + 1]));
      expect(
        asked.filter((text, at) => asked.indexOf(text) < at),
        'asked twice between two kills',
      ).toEqual([]);
      const graded = killed[nth - 1]?.graded ?? new Set();
      expect(
        asked.filter((text) => graded.has(text)),
        'asked although it had its grade',
      ).toEqual([]);
    }
    const all = askedIn(answeredCalls());
    expect(new Set(all).size).toBe(distinctAnswers().length);
    // Calls that were cut off are apart from those that count: nobody could keep what they might have said.
    const [{ booked = -1 } = {}] = await production.sql<{ booked: number }[]>`
      select count(*)::int as booked from llm_calls where purpose = 'grade_answers' and outcome <> 'error'`;
    expect(booked).toBeLessThanOrEqual(answeredCalls().length);
    expect(answeredCalls().length).toBeLessThan(gradingCalls().length);
  });
});

function textOf(questionId: string, opinion: number): string {
  return `Opinion ${opinion} on ${questionId.slice(-8)}: that is what I think of it.`;
}

function opinionOf(student: number, { id, options }: AskedQuestionBody): Wanted {
  const [option] = options;
  return option ? { chosen: [option.text] } : { text: textOf(id, student % opinions) };
}
