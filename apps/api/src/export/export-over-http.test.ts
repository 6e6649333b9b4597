import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, json, text } from 'node:stream/consumers';
import { type Actor, addDocuments, audit, createCourse, eraseAccount } from '@lectern/core';
import { budgetMonths, courseMembers, invitations, questions } from '@lectern/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
