import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { courseMembers, courses, documentRevisions, documents, files, jobs, pages, questions } from '@lectern/db';
import { chatModel, embeddingModel, type LocalModel, startLocalModel } from '@lectern/local-model';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOpenApiDocument } from './openapi/document.ts';
import { insertAttempts } from './testing/access/insert-attempts.ts';
import { type ForkedApi, forkApi } from './testing/fork-api.ts';
import { arbitraryRequest, type Description, type FuzzRequest, type Surroundings } from './testing/fuzz/arbitrary-request.ts';
import { startTestApi, type TestApi } from './testing/start-test-api.ts';
import { waterQuestion } from './testing/water-question.ts';

const requests = 10_000;
/** Some requests lock people out, or erase what the others are about: after so many the world is made anew. */
const perWorld = 500;
const atOnce = 8;
/** The same ones every time: a run that fails can be looked into. Another number is another ten thousand. */
const seed = 20_261_122;

let api: TestApi;
let model: LocalModel;
let forked: ForkedApi;
let url: string;
let pdf: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  api = await startTestApi();
  // In a process of its own, which a rejection that nobody handles would end.
  forked = forkApi({
    ...api.variables,
    LECTERN_LOG_LEVEL: 'error',
    OPENAI_BASE_URL: model.url,
    LECTERN_CHAT_MODEL: chatModel,
    LECTERN_EMBEDDING_MODEL: embeddingModel,
  });
  url = await forked.ready;
  pdf = new Uint8Array(await handoutPdf({ pages: 1 }));
});
afterAll(async () => {
  forked.child.kill('SIGTERM');
  await forked.exited;
  await api.close();
  await model.close();
});

test(`${requests} random and mutated requests find nothing that the API has no answer to`, { timeout: 600_000 }, async () => {
  const started = forked.output().length;
  const description = JSON.parse(JSON.stringify(createOpenApiDocument())) as Description;
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  for (let done = 0; done < requests; done += perWorld) {
    const arbitrary = arbitraryRequest(description, await makeWorld());
    const sample = fc.sample(arbitrary, { numRuns: perWorld, seed: seed + done });
    await inParallel(sample, async (request) => {
      const status = await send(request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500) failures.push(`${status} ${describe(request)}`);
    });
  }
  expect(failures).toEqual([]);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(requests);
  // It got through to what lies behind the checks, too.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(requests / 20);
  expect(forked.child.exitCode).toBeNull();
  expect(forked.output().slice(started)).toBe('');
});

/** Resolves to the answer's status, without waiting for the end of a stream. */
async function send({ method, path, headers, body }: FuzzRequest): Promise<number> {
  const hangUp = new AbortController();
  const signal = AbortSignal.any([hangUp.signal, AbortSignal.timeout(60_000)]);
  const response = await fetch(`${url}${path}`, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) hangUp.abort();
  else await response.arrayBuffer();
  return response.status;
}

function describe({ method, path, headers, body }: FuzzRequest): string {
  return [method, path, JSON.stringify(headers), body instanceof FormData ? JSON.stringify([...body.keys()]) : body]
    .join(' ')
    .slice(0, 2_000);
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const item of waiting) await work(item);
  });
  await Promise.all(workers);
}

/** Somebody of each role, and one of each thing, in a course of the teacher's. */
async function makeWorld(): Promise<Surroundings> {
  const { db } = api.deps;
  const teacher = await api.makeUser('teacher');
  const student = await api.makeUser('student');
  const others = [await api.makeUser('operator'), await api.makeUser('teacher')];
  const [courseId, fileId, documentId, questionId, jobId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const sha256 = randomBytes(32).toString('hex');
  await db.insert(courses).values({ id: courseId, ownerId: teacher.id, title: 'Water' });
  await db.insert(files).values({ id: fileId, ownerId: teacher.id, sha256, bytes: 1, key: `${teacher.id}/${sha256}` });
  await db.insert(jobs).values({ ...endedJob, id: jobId, requestedBy: teacher.id, courseId, params: { documentId, revision: 1 } });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', revision: 1, jobId });
  await db.insert(documentRevisions).values({ documentId, revision: 1, pageCount: 1, bookmarks: [] });
  await db.insert(pages).values({ documentId, revision: 1, page: 1, text: 'It falls as rain.' });
  await db.insert(questions).values({ ...waterQuestion, id: questionId, courseId, documentId, jobId, taskId: uuidv7() });
  await db.insert(courseMembers).values({ courseId, userId: student.id });
  const sat = await insertAttempts(db, { courseId, documentId, teacherId: teacher.id, studentId: student.id });
  const users = [teacher, student, ...others].map(({ id }) => id);
  const attempts = [sat.openAttemptId, sat.openAttemptId, sat.endedAttemptId];
  const idsOf = {
    courses: [courseId],
    documents: [documentId],
    questions: [questionId, sat.askedQuestionId],
    jobs: [jobId, sat.studentJobId, ...sat.teacherJobIds],
    tests: [sat.testId],
    attempts,
    grades: [sat.gradeId],
    regrades: [sat.regradeId],
    evaluations: [sat.evaluationId],
  };
  const named = {
    course_id: idsOf.courses,
    test_id: idsOf.tests,
    attempt_id: attempts,
    question_id: [sat.askedQuestionId],
    question_ids: [sat.askedQuestionId],
  };
  const ids = [...Object.values(idsOf).flat(), ...users];
  const tokens = [teacher, teacher, teacher, student, student, ...others].map(({ token }) => token);
  return { ids, idsOf: { ...idsOf, ...named }, tokens, pdf };
}

const endedJob = { kind: 'documents.ingest', state: 'failed', stage: 'inspect', queue: 'documents', message: 'Opening the file' } as const;
