import { setTimeout as sleep } from 'node:timers/promises';
import type { RouteAnswer } from '@lectern/contract';
import { allOf, atMost, below, type Figure, withoutTarget } from '../report.ts';
import { type Caller, createCaller } from '../school/create-caller.ts';
import { describeTimes, percentile } from '../school/percentiles.ts';
import type { School } from '../school/start-school.ts';
import { countLost, type SatAttempt, sitTest } from './student.ts';

const startLimitMs = 800;
const submitLimitMs = 150;
const pollMs = 500;
/** For what the early ones have left to be graded. */
const settleMs = 5_000;
const gradedLimitMs = 180_000;

interface Measured {
  students: number;
  sat: SatAttempt[];
  /** What was refused, or did not come. */
  errors: unknown[];
  lost: number;
  /** From the last hand-in until the last grade was there. */
  gradedSeconds: number;
  calls: number;
  freeAnswers: number;
}

interface Test {
  questionIds: string[];
  thinkMs: number;
  /** So many of the students sit it before the others: what is measured is not an API's first breath. */
  early: number;
}

export async function measureSitting(school: School, test: Test): Promise<Measured> {
  const teacher = createCaller(school.url, school.teacherKey);
  const body = { title: 'Benchmark', question_ids: test.questionIds, time_limit_seconds: 3_600 };
  const { answer: made } = await teacher.call('createTest', { params: { id: school.courseId }, body });
  const everybody = school.studentKeys.map((key) => createCaller(school.url, key));
  const [early, callers] = [everybody.slice(0, test.early), everybody.slice(test.early)];
  await Promise.all(early.map((caller, at) => sitTest(caller, { testId: made.id, thinkMs: 0, number: callers.length + at })));
  await sleep(settleMs);
  school.proxy.records.length = 0;
  const settled = await Promise.allSettled(
    callers.map((caller, number) => sitTest(caller, { testId: made.id, thinkMs: test.thinkMs, number })),
  );
  const sat = settled.flatMap((one, at) => (one.status === 'fulfilled' ? [{ caller: callers[at], ...one.value }] : []));
  const errors = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const results = [];
  for (const attempt of sat) results.push({ attempt, final: await waitUntilGraded(attempt.caller ?? teacher, attempt.attemptId) });
  const gradedSeconds = (performance.now() - Math.max(...sat.map(({ finishedAt }) => finishedAt))) / 1_000;
  return {
    students: callers.length,
    sat,
    errors,
    lost: results.reduce((sum, { attempt, final }) => sum + countLost(attempt, final), 0),
    gradedSeconds,
    calls: school.proxy.records.filter(({ path }) => path === '/chat/completions').length,
    freeAnswers: sat.reduce((sum, { first }) => sum + first.questions.filter(isFree).length, 0),
  };
}

async function waitUntilGraded({ call }: Caller, id: string): Promise<RouteAnswer<'getAttemptResults'>> {
  const deadline = performance.now() + gradedLimitMs;
  for (;;) {
    const { answer } = await call('getAttemptResults', { params: { id } });
    if (answer.state === 'graded') return answer;
    if (performance.now() > deadline) throw new Error(`attempt ${id} was not graded within ${gradedLimitMs / 1_000} s`);
    await sleep(pollMs);
  }
}

function isFree({ type }: { type: string }): boolean {
  return type === 'short_answer';
}

export function describeSittings({ students, sat, errors, lost, gradedSeconds, calls, freeAnswers }: Measured): Figure[] {
  for (const error of errors.slice(0, 5)) console.error(error);
  const [starts, saves, finishes] = [
    sat.map(({ startMs }) => startMs),
    sat.flatMap(({ saveMs }) => saveMs),
    sat.map(({ finishMs }) => finishMs),
  ];
  const scoredAtOnce = sat.filter(({ first }) => first.questions.every((question) => isFree(question) || question.state === 'final'));
  return [
    below('all start at once, p95', percentile(starts, 95), startLimitMs, 'ms', 0),
    withoutTarget('all start at once', describeTimes(starts)),
    below('submit (answers and hand-ins), p95', percentile([...saves, ...finishes], 95), submitLimitMs, 'ms', 0),
    withoutTarget(`${saves.length} answers`, describeTimes(saves)),
    withoutTarget('hand-ins', describeTimes(finishes)),
    atMost('students who met an error', errors.length, 0),
    atMost('acknowledged answers that are not in the results', lost, 0),
    allOf('objective scores final at the first look after the hand-in', scoredAtOnce.length, students),
    withoutTarget('from the last hand-in until all grades were there', `${gradedSeconds.toFixed(1)} s`),
    withoutTarget('free answers, and calls for them', `${freeAnswers}, ${calls}`),
  ];
}
