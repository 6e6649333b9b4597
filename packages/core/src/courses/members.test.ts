import type { Role } from '@lectern/contract';
import { auditEntries, courses, users } from '@lectern/db';
import { asc, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../actor.ts';
import { createLedgerWorld, type LedgerWorld } from '../jobs/testing/ledger-world.ts';
import { planners } from '../planners.ts';
import { createCourse, getCourse, listCourses, renameCourse } from './courses.ts';
import { joinCourse } from './join-course.ts';
import { makeJoinCode } from './make-join-code.ts';
import { listMembers, removeMember } from './members.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

async function newUser(role: Role, name: string = role): Promise<Actor> {
  const userId = uuidv7();
  await world.ctx.db.insert(users).values({ id: userId, name, role });
  return { userId, role, from: { address: '192.0.2.7', requestId: 'test' } };
}

async function newCourse(teacher: Actor): Promise<{ id: string; code: string }> {
  const { id } = await createCourse(world.ctx, { actor: teacher, title: 'Water' });
  return { id, code: (await makeJoinCode(world.ctx, { actor: teacher, id })).joinCode };
}

const coursesOf = async (actor: Actor) => (await listCourses(world.ctx, { actor, limit: 10 })).items;

test('a student joins by the code, sees the course as a student, and is gone from it when taken out', async () => {
  const [teacher, student] = [await newUser('teacher'), await newUser('student')];
  const { id, code } = await newCourse(teacher);
  await expect(getCourse(world.ctx, { actor: student, id })).rejects.toMatchObject({ code: 'not_found' });
  const joined = await joinCourse(world.ctx, { actor: student, code: code.toLowerCase().replace('-', ' ') });
  expect(joined).toMatchObject({ id, role: 'student', questionCount: null, memberCount: null, joinCode: null, documentCount: 0 });
  expect(await coursesOf(student)).toEqual([joined]);
  expect(await getCourse(world.ctx, { actor: teacher, id })).toMatchObject({
    role: 'teacher',
    questionCount: 0,
    memberCount: 1,
    joinCode: code,
  });
  await expect(renameCourse(world.ctx, { actor: student, id, title: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
  await removeMember(world.ctx, { actor: teacher, courseId: id, userId: student.userId });
  await expect(getCourse(world.ctx, { actor: student, id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await coursesOf(student)).toEqual([]);
});

test('joining again, and joining one’s own course, changes nothing', async () => {
  const [teacher, student] = [await newUser('teacher'), await newUser('student')];
  const { id, code } = await newCourse(teacher);
  for (const actor of [student, student, teacher]) await joinCourse(world.ctx, { actor, code });
  expect(await joinCourse(world.ctx, { actor: teacher, code })).toMatchObject({ role: 'teacher', memberCount: 1 });
  const { items } = await listMembers(world.ctx, { actor: teacher, courseId: id, limit: 10 });
  expect(items.map(({ userId }) => userId)).toEqual([student.userId]);
});

test('a new code replaces the old one, and a code is never that of two courses', async () => {
  const [teacher, student] = [await newUser('teacher'), await newUser('student')];
  const [first, second] = [await newCourse(teacher), await newCourse(teacher)];
  const codes = [first.code.replace('-', ''), 'ZZZZ2222'];
  const { joinCode } = await makeJoinCode(world.ctx, { actor: teacher, id: second.id }, () => codes.shift() ?? '');
  expect(joinCode).toBe('ZZZZ-2222');
  await expect(joinCourse(world.ctx, { actor: student, code: second.code })).rejects.toMatchObject({ code: 'invitation_invalid' });
  expect((await joinCourse(world.ctx, { actor: student, code: joinCode })).id).toBe(second.id);
  expect((await joinCourse(world.ctx, { actor: student, code: first.code })).id).toBe(first.id);
});

test('a code that is none, and that of a course that is being erased, opens nothing', async () => {
  const [teacher, student] = [await newUser('teacher'), await newUser('student')];
  const { id, code } = await newCourse(teacher);
  await world.ctx.db.update(courses).set({ deletedAt: new Date() }).where(eq(courses.id, id));
  for (const typed of [code, 'AAAA-AAAA', 'nonsense', "' or 1=1 --"]) {
    await expect(joinCourse(world.ctx, { actor: student, code: typed })).rejects.toMatchObject({ code: 'invitation_invalid' });
  }
});

test('members come page by page in the order in which they joined, each once, also those of the same moment', async () => {
  const teacher = await newUser('teacher');
  const { id, code } = await newCourse(teacher);
  const students = await Promise.all(Array.from({ length: 7 }, (_, at) => newUser('student', `Student ${at}`)));
  for (const actor of students) await joinCourse(world.ctx, { actor, code });
  await world.database.sql`update course_members set joined_at = '2026-01-01T08:00:00.123Z' where user_id in
    ${world.database.sql(students.slice(1, 5).map(({ userId }) => userId))}`;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMembers(world.ctx, { actor: teacher, courseId: id, limit: 2, cursor });
    seen.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(['Student 1', 'Student 2', 'Student 3', 'Student 4', 'Student 0', 'Student 5', 'Student 6']);
});

test.each(['zzz', Buffer.from(`1e99 ${uuidv7()}`).toString('base64url'), Buffer.from('5 x').toString('base64url')])(
  'the cursor %s is refused by its name',
  async (cursor) => {
    const teacher = await newUser('teacher');
    const { id } = await newCourse(teacher);
    const listed = listMembers(world.ctx, { actor: teacher, courseId: id, limit: 2, cursor });
    await expect(listed).rejects.toMatchObject({ code: 'invalid_request', fields: [{ path: 'cursor' }] });
  },
);

test('students take themselves out and nobody else, strangers see nothing, and nobody goes twice', async () => {
  const [teacher, student, other, stranger] = [
    await newUser('teacher'),
    await newUser('student'),
    await newUser('student'),
    await newUser('teacher'),
  ];
  const { id: courseId, code } = await newCourse(teacher);
  for (const actor of [student, other]) await joinCourse(world.ctx, { actor, code });
  const remove = (actor: Actor, { userId }: Actor) => removeMember(world.ctx, { actor, courseId, userId });
  await expect(remove(student, other)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(remove(stranger, other)).rejects.toMatchObject({ code: 'not_found' });
  await expect(remove(stranger, stranger)).rejects.toMatchObject({ code: 'not_found' });
  await expect(listMembers(world.ctx, { actor: student, courseId, limit: 2 })).rejects.toMatchObject({ code: 'forbidden' });
  await remove(student, student);
  await expect(remove(teacher, student)).rejects.toMatchObject({ code: 'not_found' });
  await remove(await newUser('operator'), other);
  expect((await listMembers(world.ctx, { actor: teacher, courseId, limit: 2 })).items).toEqual([]);
});

test('a teacher who was made a student still reads their courses and changes nothing', async () => {
  const teacher = await newUser('teacher');
  const { id } = await newCourse(teacher);
  const demoted: Actor = { ...teacher, role: 'student' };
  expect(await coursesOf(demoted)).toMatchObject([{ id, role: 'student', joinCode: null }]);
  await expect(renameCourse(world.ctx, { actor: demoted, id, title: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(makeJoinCode(world.ctx, { actor: demoted, id })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(createCourse(world.ctx, { actor: demoted, title: 'New' })).rejects.toMatchObject({ code: 'forbidden' });
});

test('what was done to a course is written down, once each, with who and from where', async () => {
  const [teacher, student] = [await newUser('teacher'), await newUser('student')];
  const { id, code } = await newCourse(teacher);
  await renameCourse(world.ctx, { actor: teacher, id, title: 'Rivers' });
  await expect(renameCourse(world.ctx, { actor: student, id, title: 'Mine' })).rejects.toThrow('no such course');
  for (const actor of [student, student, teacher]) await joinCourse(world.ctx, { actor, code });
  await removeMember(world.ctx, { actor: teacher, courseId: id, userId: student.userId });
  const entries = await world.ctx.db.select().from(auditEntries).where(eq(auditEntries.subjectId, id)).orderBy(asc(auditEntries.id));
  expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
    ['course.created', teacher.userId],
    ['course.join_code_made', teacher.userId],
    ['course.renamed', teacher.userId],
    ['course.joined', student.userId],
    ['course.member_removed', teacher.userId],
  ]);
  for (const entry of entries) expect(entry).toMatchObject({ subjectType: 'course', address: '192.0.2.7', requestId: 'test' });
  expect(entries.at(-1)?.detail).toEqual({ user_id: student.userId });
});
