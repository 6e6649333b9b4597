import type { RouteName } from '@lectern/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccessWorld, makeWorld } from '../testing/access/make-world.ts';
import { type CallOptions, type Client, createClient } from '../testing/client.ts';
import { fakePdf, formOf } from '../testing/forms.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let world: AccessWorld;
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  world = await makeWorld(api);
  token = (await world.tokenOf('teacher')) ?? '';
});
afterAll(() => api.close());

interface Line {
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

/** What the teacher's request left in the audit log, each line with who and from where. */
async function linesOf(name: RouteName, options: CallOptions): Promise<Line[]> {
  const [before] = await api.sql`select count(*)::int as count from audit_entries`;
  const response = await client.fetch(name, { token, ...options });
  await response.arrayBuffer();
  const rows = await api.sql`select * from audit_entries order by id offset ${before?.['count'] ?? 0}`;
  return rows.map((row) => {
    expect(row).toMatchObject({ actor_id: world.ids.teacher, request_id: response.headers.get('x-request-id') });
    expect(row['address']).not.toBeNull();
    return { action: row['action'], subject: `${row['subject_type']} ${row['subject_id']}`, detail: row['detail'] };
  });
}

test('what is done to a question is written down with the version that came of it; what changes nothing is not', async () => {
  const params = { id: world.questionId };
  const line = (action: string, version: number) => ({
    action,
    subject: `question ${world.questionId}`,
    detail: { course_id: world.courseId, version },
  });
  const edit = { params, body: { version: 1, topic: 'lakes' } };
  expect(await linesOf('updateQuestion', edit)).toEqual([line('question.edited', 2)]);
  expect(await linesOf('updateQuestion', edit)).toEqual([]);
  expect(await linesOf('approveQuestion', { params, body: {} })).toEqual([line('question.approved', 3)]);
  expect(await linesOf('approveQuestion', { params, body: {} })).toEqual([]);
  expect(await linesOf('rejectQuestion', { params, body: { reason: 'Ann asked this before' } })).toEqual([line('question.rejected', 4)]);
  expect(await linesOf('regenerateQuestion', { params, body: { hint: 'Ask Ann' } })).toMatchObject([line('question.regenerated', 4)]);
  expect(await linesOf('deleteQuestion', { params })).toEqual([line('question.deleted', 4)]);
  expect(await linesOf('deleteQuestion', { params })).toEqual([]);
  // Its entries outlive it, and hold nothing that was in it.
  const [text] = await api.sql`select string_agg(detail::text, ' ') as text from audit_entries`;
  expect(text?.['text']).not.toMatch(/Ann|lake/u);
});

test('an upload is one line for each file, with whether it was there already', async () => {
  const file = fakePdf(100);
  const into = (...names: string[]) => ({
    body: formOf(['course_id', world.courseId], ...names.map((name): [string, Buffer, string] => ['files', file, name])),
  });
  const [first, again] = await linesOf('uploadPdfs', into('ann.pdf', 'bob.pdf'));
  expect(first).toMatchObject({ action: 'document.uploaded', detail: { course_id: world.courseId, duplicate: false } });
  expect(again).toEqual({ ...first, detail: { course_id: world.courseId, duplicate: true } });
  const made = await linesOf('uploadPdfs', { body: formOf(['course_title', 'New'], ['files', file, 'ann.pdf']) });
  expect(made.map(({ action }) => action)).toEqual(['course.created', 'document.uploaded']);
});

test('readings, sets, cancelled and retried jobs are written down', async () => {
  const job = (id: string, action: string) => ({ action, subject: `job ${id}`, detail: { kind: 'documents.ingest' } });
  const waiting = { params: { id: world.openJobId } };
  expect(await linesOf('cancelJob', waiting)).toEqual([job(world.openJobId, 'job.cancelled')]);
  expect(await linesOf('cancelJob', waiting)).toEqual([]);
  expect(await linesOf('retryJob', waiting)).toEqual([job(world.openJobId, 'job.retried')]);
  const document = { params: { id: world.documentId } };
  expect(await linesOf('reprocessDocument', document)).toMatchObject([
    { action: 'document.reprocessed', subject: `document ${world.documentId}` },
  ]);
  expect(await linesOf('reprocessDocument', document)).toEqual([]);
  const set = { params: { id: world.courseId }, body: { count: 3 } };
  expect(await linesOf('generateQuestions', set)).toMatchObject([
    { action: 'questions.generated', subject: `course ${world.courseId}`, detail: { count: 3 } },
  ]);
});
