import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, json, text } from 'node:stream/consumers';
import { type Actor, addDocuments, audit, createCourse, eraseAccount } from '@lectern/core';
import { budgetMonths, courseMembers, invitations, questions } from '@lectern/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertAttempts } from '../testing/access/insert-attempts.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { entryOf, unzip } from './testing/unzip.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

async function someone(role: 'operator' | 'teacher' | 'student' = 'teacher'): Promise<Actor> {
  return { userId: (await api.makeUser(role)).id, role };
}

function pdf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)]);
}

async function upload(actor: Actor, courseId: string, name: string, content: Buffer): Promise<string> {
  const signal = AbortSignal.timeout(10_000);
  const stored = await api.deps.files.put(actor.userId, Readable.from([content]), { maxBytes: 1e7, signal });
  const { jobs } = await addDocuments(api.deps, { actor, course: { id: courseId }, files: [{ stored, name }] });
  return jobs[0]?.documentId ?? '';
}

async function download({ userId }: Actor) {
  const headers = { authorization: `Bearer ${await api.signIn(userId)}` };
  const response = await fetch(`${api.url}/api/me/export`, { headers });
  expect(response.status).toBe(200);
  return unzip(Buffer.from(await response.arrayBuffer()));
}

async function ask(courseId: string, documentId: string): Promise<void> {
  const made = { id: randomUUID(), courseId, documentId, jobId: randomUUID(), taskId: randomUUID(), ordinal: 0, revision: 1, page: 1 };
  const content = { quote: 'It boils.', type: 'true_false', stem: 'Water boils.', options: [], answer: 'true', explanation: '' } as const;
  const told = { difficulty: 'easy', bloom: 'remember', topic: '', language: 'en', state: 'draft' } as const;
  await api.deps.db.insert(questions).values({ ...made, ...content, ...told, options: [], vector: [0.5], embeddingModel: 'm' });
}

test('the members of a course are those that its teacher sees, and a question is as people have seen it', async () => {
  const [teacher, student, gone] = [await someone(), await someone('student'), await someone('student')];
  const course = await createCourse(api.deps, { actor: teacher, title: 'Water' });
  await api.deps.db.insert(courseMembers).values([student, gone].map(({ userId }) => ({ courseId: course.id, userId })));
  await eraseAccount(api.deps, { actor: gone, userId: gone.userId });
  await ask(course.id, await upload(teacher, course.id, 'water.pdf', pdf(50)));
  const entries = await download(teacher);
  expect(await json(entryOf(entries, /\/members\.json$/u))).toMatchObject([
    { id: student.userId, name: 'student', email: `student-${student.userId}@example.org` },
  ]);
  const [question] = (await json(entryOf(entries, /\/questions\.json$/u))) as object[];
  expect(question).toMatchObject({ stem: 'Water boils.', quote: 'It boils.', state: 'draft', versions: [] });
  for (const inner of ['vector', 'embedding_model', 'task_id', 'job_id', 'ordinal', 'discard_note'])
    expect(question).not.toHaveProperty(inner);
});

test('what somebody uploaded into the course of another is theirs too, and only theirs', async () => {
  const [operator, teacher] = [await someone('operator'), await someone()];
  const course = await createCourse(api.deps, { actor: teacher, title: 'Ice' });
  const bytes = pdf(20_000);
  const id = await upload(operator, course.id, 'Gift.pdf', bytes);
  const own = await upload(teacher, course.id, 'own.pdf', pdf(50));
  const entries = await download(operator);
  const file = `files/Gift-${id}.pdf`;
  expect(await json(entryOf(entries, /^uploads\/uploads\.json$/u))).toEqual([
    expect.objectContaining({ id, name: 'Gift.pdf', course_id: course.id, bytes: bytes.length, file }),
  ]);
  expect(await buffer(entryOf(entries, new RegExp(`^uploads/${file}$`, 'u')))).toEqual(bytes);
  expect([...entries.keys()].join(' ')).not.toContain(own);
  expect(await json(entryOf(await download(teacher), /^uploads\/uploads\.json$/u))).toEqual([]);
});

test('invitations, the budget and attempts to sign in are in it, and nothing that would let anybody in', async () => {
  const [teacher, other] = [await someone(), await someone('operator')];
  const soon = new Date(Date.now() + 60_000);
  const row = (tokenHash: string, email: string) => ({ id: randomUUID(), tokenHash, email, role: 'student' as const, expiresAt: soon });
  const mark = randomUUID();
  await api.deps.db.insert(invitations).values([
    { ...row(`${mark}-1`, 'made@example.org'), createdBy: teacher.userId },
    { ...row(`${mark}-2`, 'used@example.org'), createdBy: other.userId, usedBy: teacher.userId, usedAt: new Date() },
    { ...row(`${mark}-3`, 'foreign@example.org'), createdBy: other.userId },
  ]);
  await api.deps.db.insert(budgetMonths).values([
    { payerId: teacher.userId, month: '2026-01', spentMicrodollars: 7 },
    { payerId: other.userId, month: '2026-01', spentMicrodollars: 9 },
  ]);
  const failed = { action: 'account.sign_in_failed', subject: { type: 'user', id: teacher.userId } } as const;
  await audit(api.deps, { actor: undefined, ...failed, from: { address: '192.0.2.44', requestId: 'r' } });
  const entries = await download(teacher);
  const known = await text(entryOf(entries, /^invitations\.json$/u));
  expect(JSON.parse(known)).toHaveLength(2);
  expect(JSON.parse(known)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ email: 'made@example.org', made_by_you: true, used_by_you: false }),
      expect.objectContaining({ email: 'used@example.org', made_by_you: false, used_by_you: true }),
    ]),
  );
  expect(known).not.toContain(mark);
  expect(await json(entryOf(entries, /^budget\.json$/u))).toEqual([{ id: '2026-01', spent_microdollars: 7 }]);
  expect(await json(entryOf(entries, /^audit\.json$/u))).toEqual(
    expect.arrayContaining([expect.objectContaining({ action: 'account.sign_in_failed', address: '192.0.2.44' })]),
  );
  const names = [...entries.keys()].filter((name) => !/^(courses|uploads\/files)\//u.test(name)).sort();
  const readme = await text(entryOf(entries, /^README/u));
  for (const name of names) if (name !== 'README.txt') expect(readme).toContain(name.replace('uploads/', ''));
});

async function newSitting() {
  const [teacher, student] = [await someone(), await someone('student')];
  const { id: courseId } = await createCourse(api.deps, { actor: teacher, title: 'Rain' });
  const documentId = await upload(teacher, courseId, 'rain.pdf', pdf(50));
  await api.deps.db.insert(courseMembers).values({ courseId, userId: student.userId });
  const made = await insertAttempts(api.deps.db, { courseId, documentId, teacherId: teacher.userId, studentId: student.userId });
  return { teacher, student, courseId, ...made };
}

const own = /^attempts\.json$/u;

test('a student finds every attempt with answers, score and feedback, and no key, rubric or evidence in it', async () => {
  const { student, endedAttemptId, openAttemptId, askedQuestionId } = await newSitting();
  const written = await text(entryOf(await download(student), own));
  const asked = { index: 1, id: askedQuestionId, stem: 'As what does water fall?', points: 1 };
  expect(JSON.parse(written)).toMatchObject([
    {
      id: endedAttemptId,
      course_title: 'Rain',
      test_title: 'Rain',
      results_shown: true,
      questions: [{ ...asked, answer: 'It falls as rain, mostly.', score: 1, grade: { earned: 2, feedback: 'Good.', flags: null } }],
    },
    { id: openAttemptId, state: 'open', results_shown: false, questions: [{ ...asked, answer: null }] },
  ]);
  const [ended, open] = JSON.parse(written) as { questions: Record<string, unknown>[] }[];
  expect(open?.questions[0]).not.toHaveProperty('grade');
  for (const question of [...(ended?.questions ?? []), ...(open?.questions ?? [])])
    for (const hidden of ['key', 'rubric', 'explanation', 'quote', 'accepted', 'evidence']) expect(question).not.toHaveProperty(hidden);
  expect(written).not.toMatch(/As rain\.|It says so\.|rain or snow/u);
});

test('what a grade rests on is kept back as long as the student may sit the test again', async () => {
  const { student, testId } = await newSitting();
  const read = async () => text(entryOf(await download(student), own));
  await api.sql`update tests set attempts_allowed = 2 where id = ${testId}`;
  expect(await read()).not.toContain('Names rain');
  await api.sql`update tests set attempts_allowed = 1 where id = ${testId}`;
  expect(await read()).toContain('Names rain');
});

test('while a student sits a test of a course no score and no feedback from there is in it', async () => {
  const { student, testId, openAttemptId } = await newSitting();
  const read = async () => JSON.stringify(await json(entryOf(await download(student), own)));
  await api.sql`update attempts set kind = 'test', test_id = ${testId}, number = 2 where id = ${openAttemptId}`;
  expect(await read()).not.toMatch(/Good\.|"score"|"grade"|Names rain/u);
  await api.sql`update attempts set state = 'submitted' where id = ${openAttemptId}`;
  expect(await read()).toContain('Good.');
});

test('scores of a test that shows them when it has closed are in it when it has closed', async () => {
  const { student, testId } = await newSitting();
  const closes = (closesAt: string | null) =>
    api.sql`update tests set show_results = 'after_close', closes_at = ${closesAt} where id = ${testId}`;
  const read = async () => JSON.stringify(await json(entryOf(await download(student), own)));
  for (const closesAt of [null, new Date(Date.now() + 60_000).toISOString()]) {
    await closes(closesAt);
    expect(await read()).not.toMatch(/Good\.|"score"|"grade"/u);
  }
  await closes(new Date(Date.now() - 60_000).toISOString());
  expect(await read()).toContain('Good.');
});

test('a teacher finds tests, results of their students, batches and their own word in it, and another teacher none of them', async () => {
  const { teacher, student, testId, gradeId, evaluationId, endedAttemptId, openAttemptId, ...made } = await newSitting();
  await api.sql`update grades set decided_by = ${teacher.userId}, reason = 'I have seen it' where id = ${gradeId}`;
  const entries = await download(teacher);
  expect(await json(entryOf(entries, /\/tests\.json$/u))).toMatchObject([
    { id: testId, title: 'Rain', selection: { kind: 'questions', question_ids: [made.askedQuestionId] }, by_you: true },
  ]);
  const whose = { user_id: student.userId, user_name: 'student', test_id: testId };
  expect(await json(entryOf(entries, /\/results\.json$/u))).toEqual([
    expect.objectContaining({ ...whose, id: endedAttemptId, score: 1, max_score: 1 }),
    expect.objectContaining({ ...whose, test_id: null, id: openAttemptId, kind: 'practice', score: 0, max_score: 1, state: 'open' }),
  ]);
  expect(await json(entryOf(entries, /^evaluations\.json$/u))).toMatchObject([
    { id: evaluationId, items: [{ index: 1, answer: 'It falls as rain, mostly.', grade: { earned: 1, possible: 2 } }] },
  ]);
  expect(await json(entryOf(entries, /^decisions\.json$/u))).toMatchObject([{ id: gradeId, reason: 'I have seen it', earned: 2 }]);
  expect(await json(entryOf(entries, own)), 'they have sat none').toEqual([]);
  const others = await download(await someone());
  for (const name of [own, /^evaluations\.json$/u, /^decisions\.json$/u]) expect(await json(entryOf(others, name))).toEqual([]);
});
