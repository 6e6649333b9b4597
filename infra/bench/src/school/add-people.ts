import { createHash, randomBytes } from 'node:crypto';
import { apiKeys, courseMembers, courses, createDb, type Db, installation, users } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';

/** A course with its teacher and students, all of whom have an API key. */
export interface People {
  courseId: string;
  teacherId: string;
  teacherKey: string;
  studentKeys: string[];
}

/** Straight into the tables: hashing so many passwords is not what is measured. */
export async function addPeople(databaseUrl: string, students: number): Promise<People> {
  const database = createDb(databaseUrl, { max: 1 });
  try {
    return await insertPeople(database.db, students);
  } finally {
    await database.close();
  }
}

async function insertPeople(db: Db, count: number): Promise<People> {
  const teacher = makePerson('teacher', 'Teacher');
  const students = Array.from({ length: count }, (_, at) => makePerson('student', `Student ${at + 1}`));
  const everybody = [teacher, ...students];
  const courseId = uuidv7();
  // Or it would show a setup token at its start.
  await db.insert(installation).values({ setUpAt: new Date() });
  await db.insert(users).values(everybody.map(({ user }) => user));
  await db.insert(apiKeys).values(everybody.map(({ apiKey }) => apiKey));
  await db.insert(courses).values({ id: courseId, ownerId: teacher.user.id, title: 'Course' });
  if (count > 0) await db.insert(courseMembers).values(students.map(({ user }) => ({ courseId, userId: user.id })));
  return { courseId, teacherId: teacher.user.id, teacherKey: teacher.key, studentKeys: students.map(({ key }) => key) };
}

function makePerson(role: 'teacher' | 'student', name: string) {
  const id = uuidv7();
  const key = `lk_${randomBytes(32).toString('base64url')}`;
  const keyHash = createHash('sha256').update(key).digest('hex');
  return {
    key,
    user: { id, name, role, email: `${id}@example.org` },
    apiKey: { id: uuidv7(), userId: id, name: 'bench', keyHash, startsWith: key.slice(0, 7), scope: 'write' as const },
  };
}
