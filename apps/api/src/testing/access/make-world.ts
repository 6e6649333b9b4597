import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Caller } from '@lectern/contract';
import {
  apiKeys,
  chunks,
  courseMembers,
  courses,
  documentRevisions,
  documents,
  files,
  jobs,
  logins,
  pages,
  questions,
  tasks,
  users,
} from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { fakePdf } from '../forms.ts';
import type { TestApi } from '../start-test-api.ts';
import { type AttemptWorld, insertAttempts } from './insert-attempts.ts';

export type Person = 'outsider' | 'member' | 'other_teacher' | 'teacher' | 'operator';
const roles = { outsider: 'student', member: 'student', other_teacher: 'teacher', teacher: 'teacher', operator: 'operator' } as const;
const people: readonly Person[] = ['outsider', 'member', 'other_teacher', 'teacher', 'operator'];

/** A course with one of everything, another course, and everybody who may ask. */
export interface AccessWorld {
  ids: Readonly<Record<Person | 'bystander', string>>;
  courseId: string;
  otherCourseId: string;
  joinCode: string;
  documentId: string;
  questionId: string;
  openJobId: string;
  endedJobId: string;
  /** Of the member, where it is a student's. */
  sat: AttemptWorld;
  /** Of the teacher. */
  keyId: string;
  /** What somebody sends as a bearer token; nobody sends none. */
  tokenOf(caller: Caller): Promise<string | undefined>;
}

export const emailOf = (id: string) => `${id}@example.org`;
const text = 'A lake is a body of still water that is surrounded by land. A river is a natural stream that flows to the sea.';

/** All by plain inserts: there are hundreds of these worlds. */
export async function makeWorld({ deps, sql }: TestApi): Promise<AccessWorld> {
  const { db, identity } = deps;
  const ids = { outsider: uuidv7(), member: uuidv7(), other_teacher: uuidv7(), teacher: uuidv7(), operator: uuidv7(), bystander: uuidv7() };
  const [courseId, otherCourseId] = [uuidv7(), uuidv7()];
  const joinCode = Array.from(randomBytes(8), (byte) => 'ABCDEFGH23456789'[byte % 16]).join('');
  await db.insert(users).values([
    ...people.map((person) => ({ id: ids[person], name: person, role: roles[person], email: emailOf(ids[person]) })),
    // Another student of the course, to whom operators and teachers do things.
    { id: ids.bystander, name: 'bystander', role: 'student' as const, email: emailOf(ids.bystander) },
  ]);
  await db.insert(courses).values([
    { id: courseId, ownerId: ids.teacher, title: 'Water', joinCode },
    { id: otherCourseId, ownerId: ids.other_teacher, title: 'Fire' },
  ]);
  await db.insert(courseMembers).values([
    { courseId, userId: ids.member },
    { courseId, userId: ids.bystander },
    { courseId: otherCourseId, userId: ids.outsider },
  ]);
  const content = await insertContent(deps, { courseId, ownerId: ids.teacher });
  const sat = await insertAttempts(db, { courseId, documentId: content.documentId, teacherId: ids.teacher, studentId: ids.member });
  const keyId = uuidv7();
  await db.insert(apiKeys).values({ id: keyId, userId: ids.teacher, name: 'key', keyHash: keyId, startsWith: 'lk_abcd', scope: 'read' });

  async function tokenOf(caller: Caller): Promise<string | undefined> {
    if (caller === 'nobody') return undefined;
    if (caller === 'revoked_key') return revokedKey({ deps, sql }, ids.teacher);
    const loginId = uuidv7();
    const userId = ids[caller];
    await db.insert(logins).values({ id: loginId, userId, token: loginId, expiresAt: new Date(Date.now() + 600_000) });
    return (await identity.signToken({ loginId, userId }, 600)).token;
  }
  return { ids, courseId, otherCourseId, joinCode, sat, keyId, tokenOf, ...content };
}

/** A key that was good, and is not any more. */
async function revokedKey({ deps: { db }, sql }: Pick<TestApi, 'deps' | 'sql'>, userId: string): Promise<string> {
  const key = `lk_${randomBytes(32).toString('base64url')}`;
  const keyHash = createHash('sha256').update(key).digest('hex');
  const row = { id: uuidv7(), userId, name: 'revoked', keyHash, startsWith: key.slice(0, 7), scope: 'write' as const };
  await db.insert(apiKeys).values(row);
  await sql`delete from api_keys where id = ${row.id}`;
  return key;
}

/** A document that is read, a draft that was made of it, a job that waits and one that has failed. */
async function insertContent({ db, files: store }: TestApi['deps'], { courseId, ownerId }: { courseId: string; ownerId: string }) {
  const [fileId, documentId, questionId, openJobId, endedJobId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const { signal } = new AbortController();
  const { key, sha256, bytes } = await store.put(ownerId, Readable.from([fakePdf(100)]), { maxBytes: 10_000, signal });
  await db.insert(files).values({ id: fileId, ownerId, sha256, bytes, key });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'lakes.pdf', revision: 1, jobId: endedJobId });
  await db.insert(documentRevisions).values({ documentId, revision: 1, pageCount: 1, chunkCount: 1, bookmarks: [] });
  await db.insert(pages).values({ documentId, revision: 1, page: 1, text });
  const place = { documentId, courseId, revision: 1, ordinal: 0 };
  await db.insert(chunks).values({ ...place, id: uuidv7(), pageFrom: 1, pageTo: 1, text, tokens: 30 });
  await db.insert(questions).values({
    ...place,
    id: questionId,
    jobId: uuidv7(),
    taskId: uuidv7(),
    page: 1,
    quote: 'A lake is a body of still water',
    type: 'short_answer',
    stem: 'What is a lake?',
    options: [],
    answer: 'A body of still water.',
    rubric: [{ criterion: 'Names still water', points: 1 }],
    explanation: '',
    difficulty: 'easy',
    bloom: 'remember',
    topic: 'water',
    language: 'en',
    state: 'draft',
  });
  const job = {
    kind: 'documents.ingest',
    requestedBy: ownerId,
    courseId,
    stage: 'inspect',
    queue: 'documents',
    total: 1,
    message: '',
  } as const;
  const payload = { documentId, revision: 1 };
  const ended = { state: 'failed', errorCode: 'pdf_unreadable', errorMessage: 'No', finishedAt: new Date() } as const;
  await db.insert(jobs).values([
    { ...job, id: openJobId, params: payload },
    { ...job, ...ended, id: endedJobId, params: payload },
  ]);
  const task = {
    requestedBy: ownerId,
    run: 1,
    round: 0,
    stage: 'inspect',
    name: 'document.inspect',
    key: 'inspect',
    queue: 'documents',
  } as const;
  await db.insert(tasks).values([
    { ...task, id: uuidv7(), jobId: openJobId, payload, fairStart: 0, cost: 1 },
    { ...task, id: uuidv7(), jobId: endedJobId, payload, fairStart: 0, cost: 1, state: 'failed' },
  ]);
  return { documentId, questionId, openJobId, endedJobId };
}
