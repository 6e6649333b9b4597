import { setTimeout as sleep } from 'node:timers/promises';
import { queueBackends } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answeredIn, sorted } from './testing/given.ts';
import { type Kept, keepAnswering } from './testing/keep-answering.ts';
import { type Classroom, openClassroom } from './testing/open-classroom.ts';
import { waitForJob } from './testing/prepare-course.ts';
import { type Production, type Program, startProduction } from './testing/start-production.ts';

const students = 15;
const kills = 4;
const limitMs = 180_000;

describe.each(queueBackends())('a class that sits a test while processes are killed, with the queue on %s', (backend) => {
  let production: Production;
  let classroom: Classroom;
  let kept: Kept[];
  beforeAll(async () => {
    production = await startProduction(backend);
    classroom = await openClassroom(production, students);
  }, limitMs);
  afterAll(() => production.close());

  async function replace(...programs: Program[]): Promise<void> {
    await Promise.all(programs.map((program) => production.kill(program)));
    await Promise.all(programs.map((program) => production.restart(program)));
  }

  it('everybody gets through, although API and worker are killed again and again', { timeout: limitMs }, async () => {
    let killed = 0;
    const sitting = Promise.all(classroom.students.map((student) => keepAnswering(student, classroom.testId, () => killed < kills)));
    // Whoever fails is heard of when all are through.
    sitting.catch(() => {});
    for (; killed < kills; killed += 1) {
      // Long enough for each to have saved something, and to be in the middle of it.
      await sleep(700);
      await (killed % 2 === 0 ? replace('api', 'worker') : replace('api'));
    }
    // And once more while they hand in.
    await sleep(30);
    await replace('api', 'worker');
    kept = await sitting;
    expect(kept).toHaveLength(students);
  });

  it('every acknowledged answer is there, and nothing else', { timeout: limitMs }, async () => {
    const saved = await production.sql<{ attempt: string; question: string; version: number }[]>`
      select attempt_id as attempt, question_id as question, answer_version as version from answers`;
    for (const { attemptId, acknowledged } of kept) {
      const { questions } = await classroom.teacher.api.call('getAttemptResults', { params: { id: attemptId } });
      const answers = new Map(questions.map((question) => [question.question_id, answeredIn(question)]));
      expect(answers).toEqual(new Map([...acknowledged].map(([id, { wanted }]) => [id, sorted(wanted)])));
      const own = saved.filter(({ attempt }) => attempt === attemptId);
      const versions = new Map(own.map(({ question, version }) => [question, version]));
      expect(versions).toEqual(new Map([...acknowledged].map(([id, { version }]) => [id, version])));
    }
  });

  it('every attempt was handed in once, and has one job that grades it', { timeout: limitMs }, async () => {
    for (const { student, jobId } of kept) {
      expect(await waitForJob(student.api, jobId ?? '')).toMatchObject({ state: 'succeeded', result: { missing: 0 } });
    }
    const jobs = await production.sql<{ attempt: string; job: string }[]>`
      select params->>'attemptId' as attempt, id as job from jobs where kind = 'answers.grade'`;
    expect(jobs).toHaveLength(students);
    expect(new Map(jobs.map(({ attempt, job }) => [attempt, job]))).toEqual(
      new Map(kept.map(({ attemptId, jobId }) => [attemptId, jobId])),
    );
    const results = await classroom.teacher.api.call('getTestResults', { params: { id: classroom.testId }, query: { limit: 200 } });
    expect(results.summary).toMatchObject({ students, attempts: students, open: 0, waiting: 0 });
  });
});
