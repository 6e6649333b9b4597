import { limits, type RouteName } from '@lectern/contract';
import { chunks, courses, documentRevisions, documents, files, pages, questions } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Embedder, startEmbedder } from './testing/access/start-embedder.ts';
import { type CallOptions, type Client, createClient } from './testing/client.ts';
import { fakePdf, formOf } from './testing/forms.ts';
import { fromAnywhere } from './testing/from-anywhere.ts';
import { nastyTexts } from './testing/fuzz/nasty.ts';
import { startTestApi, type TestApi, type TestUser } from './testing/start-test-api.ts';
import { waterQuestion } from './testing/water-question.ts';

/** Stands in whatever is somebody else's: no answer may hold it. */
const theirs = 'what-only-the-other-teacher-may-read';
const password = 'long enough for anybody';

let embedder: Embedder;
let api: TestApi;
let client: Client;
let operator: TestUser;
let meId: string;
/** Of me, by a login. */
let token: string;
let courseId: string;
let documentId: string;
let theirCourseId: string;

beforeAll(async () => {
  embedder = await startEmbedder();
  api = await startTestApi({ variables: { OPENAI_BASE_URL: embedder.url, LECTERN_TRUSTED_PROXIES: '127.0.0.1,::1' } });
  client = fromAnywhere(createClient(api.url));
  operator = await api.makeUser('operator');
  const other = await api.makeUser();
  theirCourseId = (await client.call('createCourse', { token: other.token, body: { title: theirs } })).body.id;
  ({ id: meId } = await api.makeUser());
  await api.setPassword(meId, password);
  token = await api.signIn(meId);
  [courseId, documentId] = await insertDocument();
});
afterAll(async () => {
  await api.close();
  await embedder.close();
});

const texts = nastyTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text] as const);

/** The text is all that is wrong with a request, if anything is. What fits is taken, and anything else is named. */
interface Place {
  route: RouteName;
  options: CallOptions;
  /** Where the answer tells it. */
  key?: string;
  fits: boolean;
  /** As it is kept; trimmed by default. */
  kept?: string;
}

test.each(texts)('%s is kept as it is, or refused', async (_, text) => {
  const id = await insertQuestion();
  let version = 1;
  const places: (() => Place)[] = [
    () => ({ route: 'createCourse', options: { body: { title: text } }, key: 'title', fits: hasText(text, limits.titleChars) }),
    () => ({
      route: 'updateCourse',
      options: { params: { id: courseId }, body: { title: text } },
      key: 'title',
      fits: hasText(text, limits.titleChars),
    }),
    () => ({ route: 'updateMe', options: { body: { name: text } }, key: 'name', fits: hasText(text, limits.titleChars) }),
    () => ({
      route: 'createApiKey',
      options: { body: { name: text, scope: 'read' } },
      key: 'name',
      fits: hasText(text, limits.titleChars),
    }),
    () => ({
      route: 'updateQuestion',
      options: { params: { id }, body: { version, stem: text } },
      key: 'stem',
      fits: hasText(text, 2_000),
    }),
    () => ({
      route: 'updateQuestion',
      options: { params: { id }, body: { version, explanation: text } },
      key: 'explanation',
      fits: isText(text) && text.length <= 2_000,
      kept: text,
    }),
    () => ({
      route: 'updateQuestion',
      options: { params: { id }, body: { version, topic: text } },
      key: 'topic',
      fits: isText(text) && text.trim().length <= 200,
    }),
    () => ({
      route: 'rejectQuestion',
      options: { params: { id }, body: { reason: text } },
      key: 'review_note',
      fits: hasText(text, 1_000),
    }),
    () => ({ route: 'regenerateQuestion', options: { params: { id }, body: { hint: text } }, fits: hasText(text, 1_000) }),
  ];
  for (const place of places) {
    const { route, options, key, fits, kept = text.trim() } = place();
    const { status, answer } = await send(route, { token, ...options });
    expect([route, status < 300 ? 'taken' : status]).toEqual([route, fits ? 'taken' : 422]);
    if (key !== undefined && fits) expect([route, key, answer[key]]).toEqual([route, key, kept]);
    if (route === 'updateQuestion' && fits) version = Number(answer['version']);
    if (route === 'createApiKey' && fits) await client.fetch('revokeApiKey', { token, params: { id: String(answer['id']) } });
  }
});

test.each(texts)('%s finds what is called so, and nothing else', async (_, sent) => {
  // What half a character becomes in an address.
  const text = sent.toWellFormed();
  const titled = hasText(text, limits.titleChars);
  await client.fetch('updateMe', { token, body: { name: titled ? text : 'nobody' } });
  const users = await send('listUsers', { token: operator.token, query: { q: text, limit: limits.listMax } });
  expect(users.status).toBe(titled ? 200 : 422);
  if (titled) {
    const found = users.answer['items'] as { id: string; name: string; email: string }[];
    expect(found.map(({ id }) => id)).toContain(meId);
    for (const { name, email } of found) expect(`${name} ${email}`.toLowerCase()).toContain(text.trim().toLowerCase());
  }

  const id = await insertQuestion(text.includes('\0') ? '' : text.trim());
  const asked = await send('listQuestions', { token, params: { id: courseId }, query: { topic: text.trim(), limit: limits.listMax } });
  const isTopic = isText(text) && text.trim().length <= 200;
  expect(asked.status).toBe(isTopic ? 200 : 422);
  if (isTopic) {
    const found = asked.answer['items'] as { id: string; topic: string }[];
    expect(found.map((question) => question.id)).toContain(id);
    for (const { topic } of found) expect(topic.toLowerCase()).toContain(text.trim().toLowerCase());
  }

  const searched = await send('searchCourse', { token, params: { id: courseId }, query: { q: text } });
  expect(searched.status).toBe(hasText(text, limits.queryChars) ? 200 : 422);
  const audited = await send('listAudit', { token: operator.token, query: { subject_id: text } });
  const isSubject = isText(text) && text.length >= 1 && text.length <= limits.titleChars;
  expect([audited.status, audited.answer['items']]).toEqual(isSubject ? [200, []] : [422, undefined]);
});

test.each(texts)('%s opens nothing', async (_, text) => {
  const account = { email: 'a@example.org', password, name: 'A' };
  const inPath = text.toWellFormed();
  const requests: [RouteName, CallOptions][] = [
    ['createInvitation', { token: operator.token, body: { email: text } }],
    ['createApiKey', { token, body: { name: 'key', scope: text } }],
    ['joinCourse', { token, body: { code: text } }],
    ['signIn', { body: { email: text, password } }],
    ['signIn', { body: { email: `teacher-${meId}@example.org`, password: text } }],
    ['signUp', { body: { ...account, email: text } }],
    ['signUp', { body: { ...account, name: text } }],
    ['signUp', { body: { ...account, password: text } }],
    ['signUp', { body: { ...account, invitation: text } }],
    ['signUp', { body: { ...account, setup_token: text } }],
    ['signUp', { body: { ...account, join_code: text } }],
    ['resetPassword', { body: { token: text, password } }],
    ['generateQuestions', { token, params: { id: courseId }, body: { count: 1, language: text } }],
    ['listJobs', { token, query: { state: text } }],
    ['getCourse', { token, params: { id: `${theirCourseId}${inPath || ' '}` } }],
    ['getPage', { token, params: { id: documentId, n: inPath || ' ' } }],
    ['revokeApiKey', { token, params: { id: inPath || ' ' } }],
  ];
  for (const [route, options] of requests) {
    const { status } = await send(route, options);
    expect([route, status >= 400 && status < 500 ? 'refused' : status]).toEqual([route, 'refused']);
  }
});

test.each(texts)('%s as a cursor is refused', async (_, text) => {
  const cursor = { token, query: { cursor: text } };
  for (const [route, options] of [
    ['listJobs', cursor],
    ['listCourses', cursor],
    ['listDocuments', { ...cursor, params: { id: courseId } }],
    ['listQuestions', { ...cursor, params: { id: courseId } }],
  ] as const) {
    const { status } = await send(route, options);
    expect([route, status]).toEqual([route, 422]);
  }
});

test.each(texts)('%s as a topic to ask about', async (_, text) => {
  const { status, answer } = await send('generateQuestions', { token, params: { id: courseId }, body: { count: 1, topics: [text] } });
  expect(status).toBe(hasText(text, 200) ? 202 : 422);
  if (status === 202) await client.call('cancelJob', { token, params: { id: String(answer['id']) } });
});

describe('in a form', () => {
  const upload = (...fields: Parameters<typeof formOf>) => send('uploadPdfs', { token, body: formOf(...fields) });

  test.each(texts)('%s as the name of a file is a name, and no path', async (_, text) => {
    const { status, answer } = await upload(['course_id', courseId], ['files', fakePdf(), `${text}.pdf`]);
    expect(status).toBe(202);
    const [{ file_name: name } = { file_name: '' }] = answer['jobs'] as { file_name: string }[];
    expect(name).toMatch(/^[^/\\\p{Cc}]+$/u);
  });

  test.each(texts)('%s as a title, an id and the name of a field', async (_, text) => {
    await upload(['course_title', text], ['files', fakePdf(), 'a.pdf']);
    const id = await upload(['course_id', text], ['files', fakePdf(), 'a.pdf']);
    expect(id.status).toBe(422);
    await upload([text, text], ['files', fakePdf(), 'a.pdf']);
  });
});

/** No answer is a 5xx, and none tells what is somebody else's. */
async function send(route: RouteName, options: CallOptions): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await client.fetch(route, options);
  const text = await response.text();
  expect([route, response.status < 500, text.includes(theirs)], text.slice(0, 500)).toEqual([route, true, false]);
  return { status: response.status, answer: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** What a database can hold. */
function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function hasText(text: string, max: number): boolean {
  return isText(text) && text.trim() !== '' && text.trim().length <= max;
}

async function insertDocument(): Promise<[courseId: string, documentId: string]> {
  const { db } = api.deps;
  const [course, file, document] = [uuidv7(), uuidv7(), uuidv7()];
  await db.insert(courses).values({ id: course, ownerId: meId, title: 'Water' });
  await db.insert(files).values({ id: file, ownerId: meId, sha256: file, bytes: 1, key: file });
  await db.insert(documents).values({ id: document, courseId: course, fileId: file, name: 'water.pdf', revision: 1, jobId: uuidv7() });
  await db.insert(documentRevisions).values({ documentId: document, revision: 1, pageCount: 1, bookmarks: [] });
  await db.insert(pages).values({ documentId: document, revision: 1, page: 1, text: 'It falls as rain.' });
  const place = { documentId: document, courseId: course, revision: 1, ordinal: 0 };
  await db.insert(chunks).values({ ...place, id: uuidv7(), pageFrom: 1, pageTo: 1, text: 'It falls as rain.', tokens: 5 });
  return [course, document];
}

async function insertQuestion(topic = 'water'): Promise<string> {
  const id = uuidv7();
  await api.deps.db.insert(questions).values({ ...waterQuestion, id, courseId, documentId, jobId: uuidv7(), taskId: uuidv7(), topic });
  return id;
}
