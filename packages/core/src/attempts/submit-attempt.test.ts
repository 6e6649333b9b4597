import { attempts, courses, users } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { finishAttempt } from './finish-attempt.ts';
import { getAttempt } from './get-attempt.ts';
import { listAttempts } from './list-attempts.ts';
import { saveAnswer } from './save-answer.ts';
import { startTest } from './start/start-test.ts';
import { submitIfOverdue } from './submit-attempt.ts';
import { startAttemptSweeper, submitOverdue } from './sweep-overdue.ts';
import { askedContent } from './testing/asked-content.ts';
import { createSittingWorld, type SittingWorld } from './testing/sitting-world.ts';

let world: SittingWorld;
let student: Actor;
beforeAll(async () => {
  world = await createSittingWorld();
  student = await world.newStudent();
});
afterAll(() => world.close());

const { cloze, single, multiple, reasoned, short, coding } = askedContent;

type Contents = Parameters<SittingWorld['sit']>[1];
type Given = Pick<Parameters<typeof saveAnswer>[1], 'answer' | 'reasoning'>;

/** An attempt with what is given to its questions, in their order; undefined: nothing is sent. */
async function sit(contents: Contents, given: readonly (Given | undefined)[], about: Parameters<SittingWorld['sit']>[2] = {}) {
  const sat = await world.sit(student, contents, about);
  for (const [at, answer] of given.entries()) {
    const questionId = sat.questionIds[at] ?? '';
    if (answer) await saveAnswer(world.ctx, { actor: student, attemptId: sat.id, questionId, answerVersion: 0, ...answer });
  }
  return sat;
}

const finish = (attemptId: string) => finishAttempt(world.ctx, { actor: student, attemptId });

it('what code can grade has its grade at once, and nothing waits', async () => {
  const { id } = await sit(
    [cloze, single, multiple, short, coding],
    [{ answer: 'Rainfall' }, { answer: 'a' }, { answer: ['c', 'a'] }, { answer: '  ' }],
  );
  expect(await finish(id)).toEqual({ jobId: null });
  const attempt = await world.readAttempt(id);
  expect(attempt).toMatchObject({ state: 'submitted', endedBy: 'student', jobId: null });
  expect(attempt.gradedAt).toEqual(attempt.submittedAt);
  const grades = (await world.readAnswers(id)).map(({ grade }) => grade && [grade.source, grade.earned, grade.possible]);
  expect(grades).toEqual([
    ['code', 1, 1],
    ['code', 0, 1],
    ['code', 0, 2],
    ['code', 0, 4],
    ['code', 0, 4],
  ]);
  expect(await world.readJobs(id)).toEqual([]);
});

it('free answers are one job of the student, in their order, paid for by the teacher', async () => {
  const { id } = await sit(
    [short, cloze, reasoned, coding, reasoned],
    [{ answer: 'As rain.' }, { answer: 'rain' }, { answer: 'b', reasoning: 'Because.' }, { answer: 'x' }, { answer: 'b' }],
  );
  const { jobId } = await finish(id);
  const unit = (ordinal: number, part = 'answer') => ({ ordinal, part });
  expect(await world.readJobs(id)).toMatchObject([
    {
      job: { id: jobId, kind: 'answers.grade', requestedBy: student.userId, billedTo: world.teacher.userId, courseId: world.courseId },
      payloads: [{ batch: 0, units: [unit(0), unit(2, 'reasoning'), unit(3)] }],
    },
  ]);
  expect(await world.readAttempt(id)).toMatchObject({ state: 'submitted', jobId, gradedAt: null });
  const rows = await world.readAnswers(id);
  expect(rows.map(({ grade }) => grade?.earned ?? null)).toEqual([null, 1, 1, null, 1]);
  // What was left blank beside a choice needs no model.
  expect(rows.map(({ answer }) => answer.reasoningGradeId !== null)).toEqual([false, false, false, false, true]);
});

it('more than ten free answers are several tasks of the one job', async () => {
  const { id } = await sit(
    Array.from({ length: 23 }, () => short),
    Array.from({ length: 23 }, (_, at) => ({ answer: `Answer ${at}` })),
  );
  await finish(id);
  const [job] = await world.readJobs(id);
  const units = job?.payloads.map((payload) => (payload as { units: { ordinal: number }[] }).units.map(({ ordinal }) => ordinal)) ?? [];
  expect(units.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(units.flat()).toEqual(Array.from({ length: 23 }, (_, at) => at));
});

it('students who answer the same at the same time share the grades', async () => {
  const { id: first } = await sit([cloze, single], [{ answer: 'rain' }, { answer: 'c' }]);
  const others: { actor: Actor; attemptId: string }[] = [];
  for (let n = 0; n < 8; n += 1) {
    const actor = await world.newStudent();
    others.push({ actor, attemptId: await world.sitSame(actor, first) });
  }
  await Promise.all([finish(first), ...others.map((other) => finishAttempt(world.ctx, other))]);
  const gradesOf = async (id: string) => (await world.readAnswers(id)).map(({ grade }) => grade?.id);
  const shared = await gradesOf(first);
  expect(shared).toEqual([expect.any(String), expect.any(String)]);
  for (const { attemptId } of others) expect(await gradesOf(attemptId)).toEqual(shared);
});

it('an attempt that is ended many times at once is graded once', async () => {
  const { id } = await sit([short, cloze], [{ answer: 'As rain.' }, { answer: 'rain' }]);
  await world.passDeadline(id, 60);
  const endings = await Promise.all([
    finish(id),
    finish(id),
    finish(id),
    submitIfOverdue(world.ctx, id),
    submitOverdue(world.ctx),
    finish(id),
  ]);
  const jobs = await world.readJobs(id);
  expect(jobs).toHaveLength(1);
  const ended = { jobId: jobs[0]?.job.id };
  expect(endings.filter((ending) => typeof ending === 'object')).toEqual([ended, ended, ended, ended]);
  expect(await finish(id)).toEqual(ended);
  expect(await world.readJobs(id)).toHaveLength(1);
});

it('whenever it ends, each answer that was acknowledged is graded, and no other is kept', async () => {
  for (let round = 0; round < 20; round += 1) {
    const contents = [...Array.from({ length: 9 }, () => cloze), short];
    const { id, questionIds } = await world.sit(student, contents);
    const saves = questionIds.map((questionId) =>
      saveAnswer(world.ctx, { actor: student, attemptId: id, questionId, answer: 'rain', answerVersion: 0 }).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'attempt_over' });
          return false;
        },
      ),
    );
    // Somewhere among them, another place in each round.
    await saves[round % 10];
    const [acknowledged] = await Promise.all([Promise.all(saves), finish(id)]);
    const rows = await world.readAnswers(id);
    expect(rows.map(({ answer }) => answer.answer !== null)).toEqual(acknowledged);
    expect(rows.slice(0, 9).map(({ grade }) => grade?.earned === 1)).toEqual(acknowledged.slice(0, 9));
    expect(await world.readJobs(id)).toHaveLength(acknowledged[9] ? 1 : 0);
  }
}, 60_000);

describe('an attempt is submitted ten seconds after its deadline', () => {
  it.each<[string, (id: string, testId: string) => Promise<unknown>]>([
    ['by a look at it', (id) => getAttempt(world.ctx, { actor: student, id })],
    ['by its teacher’s look', (id) => getAttempt(world.ctx, { actor: world.teacher, id })],
    ['by a look at all of them', () => listAttempts(world.ctx, { actor: student, limit: 5 })],
    ['by whoever begins the test again', (_, testId) => startTest(world.ctx, { actor: student, testId })],
    ['by whoever sweeps', () => submitOverdue(world.ctx)],
  ])('%s', async (_, touch) => {
    const testId = await world.newTest();
    const { id } = await sit([cloze], [{ answer: 'rain' }], { testId });
    await world.passDeadline(id, 5);
    await touch(id, testId);
    expect(await world.readAttempt(id)).toMatchObject({ state: 'open' });
    await world.passDeadline(id, 11);
    // Nobody begins a test again that allows one attempt.
    await touch(id, testId).catch((error: unknown) => expect(error).toMatchObject({ code: 'no_attempts_left' }));
    expect(await world.readAttempt(id)).toMatchObject({ state: 'submitted', endedBy: 'deadline' });
  });
});

it('one that cannot be submitted stops no other', async () => {
  const [bad, good] = [await sit([cloze], []), await sit([cloze], [{ answer: 'rain' }])];
  // A question that nothing can be measured by.
  await world.ctx.db.execute(sql`
    update asked_questions set content = '{"type":"cloze"}' where id = (select asked_id from answers where attempt_id = ${bad.id})`);
  await world.passDeadline(bad.id, 60);
  await world.passDeadline(good.id, 30);
  const warnings: unknown[] = [];
  const log = { ...world.ctx.log, warn: (about: object) => void warnings.push(about) };
  expect(await submitOverdue({ ...world.ctx, log })).toBe(1);
  expect(warnings).toMatchObject([{ attemptId: bad.id }]);
  // Nor keeps it anybody from the list of their attempts.
  const { items } = await listAttempts({ ...world.ctx, log }, { actor: student, limit: 100 });
  expect(items.find(({ id }) => id === bad.id)).toMatchObject({ state: 'open' });
  expect(await world.readAttempt(good.id)).toMatchObject({ state: 'submitted', endedBy: 'deadline' });
  await world.ctx.db.delete(attempts).where(eq(attempts.id, bad.id));
});

it('all that are overdue are submitted, however many, and those of people who are being erased are left', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 103; n += 1) ids.push((await world.sit(student, [cloze])).id);
  const leaving = await world.newStudent();
  const { id: left } = await world.sit(leaving, [cloze]);
  await world.ctx.db
    .update(users)
    .set({ erasedAt: sql`now()` })
    .where(eq(users.id, leaving.userId));
  await world.ctx.db
    .update(attempts)
    .set({ deadlineAt: sql`now() - interval '1 minute'` })
    .where(eq(attempts.state, 'open'));
  expect(await submitOverdue(world.ctx)).toBeGreaterThanOrEqual(103);
  expect(await submitOverdue(world.ctx)).toBe(0);
  expect(await world.readAttempt(left)).toMatchObject({ state: 'open' });
});

it('the sweeper submits what runs out while it is at work', async () => {
  const sweeper = startAttemptSweeper(world.ctx);
  const { id } = await sit([cloze], [{ answer: 'rain' }]);
  await world.passDeadline(id, 11);
  await waitFor(async () => (await world.readAttempt(id)).state === 'submitted');
  await sweeper.close();
  expect(await world.readAnswers(id)).toMatchObject([{ grade: { earned: 1 } }]);
});

it('nothing is accepted for a course that is being erased', async () => {
  const other = await createSittingWorld();
  const sitter = await other.newStudent();
  const { id } = await other.sit(sitter, [short]);
  await other.ctx.db
    .update(courses)
    .set({ deletedAt: sql`now()` })
    .where(eq(courses.id, other.courseId));
  await expect(finishAttempt(other.ctx, { actor: sitter, attemptId: id })).rejects.toMatchObject({ code: 'not_found' });
  await expect(getAttempt(other.ctx, { actor: other.teacher, id })).rejects.toMatchObject({ code: 'not_found' });
  await other.close();
});
