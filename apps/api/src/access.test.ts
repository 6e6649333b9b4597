import { accessTable, type AccessOutcome, type Caller, callers, type RouteContract, routeCatalog, type RouteName } from '@lectern/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpenApiDocument } from './openapi/document.ts';
import { type AccessWorld, makeWorld } from './testing/access/make-world.ts';
import { requests } from './testing/access/requests.ts';
import { type Embedder, startEmbedder } from './testing/access/start-embedder.ts';
import { type CallOptions, type Client, createClient, readProblem } from './testing/client.ts';
import { fakePdf, formOf } from './testing/forms.ts';
import { startTestApi, type TestApi } from './testing/start-test-api.ts';

let embedder: Embedder;
let api: TestApi;
let client: Client;

beforeAll(async () => {
  embedder = await startEmbedder();
  api = await startTestApi({ variables: { OPENAI_BASE_URL: embedder.url } });
  client = createClient(api.url);
});
afterAll(async () => {
  await api.close();
  await embedder.close();
});

const statuses: Readonly<Record<Exclude<AccessOutcome, 'ok'>, number>> = { unauthorized: 401, forbidden: 403, not_found: 404 };

/** The catalog as the document has it, which is made of it: what is served is what is asked. */
function documentedRoutes(): RouteName[] {
  const { paths } = createOpenApiDocument() as { paths: Record<string, Record<string, { operationId: RouteName }>> };
  return Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
}

// TypeScript demands a row and a request for each name of the catalog as well; this is for what is documented beyond it.
test('every route that is documented has a row in the table, and every row a route', () => {
  expect(Object.keys(accessTable).toSorted()).toEqual(documentedRoutes().toSorted());
  expect(Object.keys(requests).toSorted()).toEqual(documentedRoutes().toSorted());
});

function withToken(options: CallOptions, token: string | undefined): CallOptions {
  return token === undefined ? options : { ...options, token };
}

/** What a caller gets, in the words of the table; everything else as it is. `ok` is a real success: no refusal stands for one. */
async function ask(name: RouteName, caller: Caller, world: AccessWorld): Promise<string> {
  const options = await requests[name]({ api, client, world, caller });
  const response = await client.fetch(name, withToken(options, await world.tokenOf(caller)));
  const { success }: RouteContract = routeCatalog[name];
  if (response.status === success.status) {
    await response.arrayBuffer();
    return 'ok';
  }
  const problem = (await response.json()) as { code: string };
  const usual: Readonly<Record<string, number>> = statuses;
  return usual[problem.code] === response.status ? problem.code : `${response.status} ${JSON.stringify(problem)}`;
}

describe('every caller gets what the table says from', () => {
  test.each(documentedRoutes())('%s', async (name) => {
    const answers: Partial<Record<Caller, string>> = {};
    const isRead = routeCatalog[name].method === 'get';
    let world = await makeWorld(api);
    for (const caller of callers) {
      // What changes things finds them as they were.
      if (!isRead && caller !== callers[0]) world = await makeWorld(api);
      answers[caller] = await ask(name, caller, world);
    }
    expect(answers).toEqual(accessTable[name]);
  });
});

describe('lists show what is one’s own', () => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await makeWorld(api);
  });

  async function idsOf(name: 'listAttempts' | 'listCourses' | 'listJobs' | 'listApiKeys', caller: Caller): Promise<string[]> {
    const { body } = await client.call(name, withToken({ query: { limit: 100 } }, await world.tokenOf(caller)));
    return body.items.map(({ id }) => id).toSorted();
  }

  test('courses: those that one teaches or has joined; an operator sees all', async () => {
    for (const caller of ['member', 'teacher'] as const)
      expect([caller, await idsOf('listCourses', caller)]).toEqual([caller, [world.courseId]]);
    for (const caller of ['outsider', 'other_teacher'] as const)
      expect([caller, await idsOf('listCourses', caller)]).toEqual([caller, [world.otherCourseId]]);
    expect(await idsOf('listCourses', 'operator')).toEqual(expect.arrayContaining([world.courseId, world.otherCourseId]));
  });

  test('jobs: those that one asked for, and of courses that one teaches; a member sees the grading of their own attempts', async () => {
    for (const caller of ['outsider', 'other_teacher'] as const) expect([caller, await idsOf('listJobs', caller)]).toEqual([caller, []]);
    expect(await idsOf('listJobs', 'member')).toEqual([world.sat.studentJobId]);
    const { studentJobId, teacherJobIds } = world.sat;
    expect(await idsOf('listJobs', 'teacher')).toEqual([world.openJobId, world.endedJobId, studentJobId, ...teacherJobIds].toSorted());
    expect(await idsOf('listJobs', 'operator')).toEqual(expect.arrayContaining([world.openJobId]));
  });

  test('attempts: one’s own, also for a teacher and an operator', async () => {
    expect(await idsOf('listAttempts', 'member')).toEqual([world.sat.endedAttemptId, world.sat.openAttemptId].toSorted());
    for (const caller of ['outsider', 'other_teacher', 'teacher', 'operator'] as const)
      expect([caller, await idsOf('listAttempts', caller)]).toEqual([caller, []]);
  });

  test('API keys: one’s own, also for an operator', async () => {
    expect(await idsOf('listApiKeys', 'teacher')).toEqual([world.keyId]);
    for (const caller of ['outsider', 'member', 'other_teacher', 'operator'] as const)
      expect([caller, await idsOf('listApiKeys', caller)]).toEqual([caller, []]);
  });
});

describe('a course and who is in it', () => {
  let world: AccessWorld;
  let token: Record<'outsider' | 'member' | 'other_teacher' | 'teacher' | 'operator', string>;
  beforeAll(async () => {
    world = await makeWorld(api);
    const signIn = async (caller: Caller) => (await world.tokenOf(caller)) ?? '';
    token = {
      outsider: await signIn('outsider'),
      member: await signIn('member'),
      other_teacher: await signIn('other_teacher'),
      teacher: await signIn('teacher'),
      operator: await signIn('operator'),
    };
  });

  async function upload(caller: keyof typeof token): Promise<string> {
    const body = formOf(['course_id', world.courseId], ['files', fakePdf(100), 'a.pdf']);
    const response = await client.fetch('uploadPdfs', { token: token[caller], body });
    return response.ok ? 'ok' : (await readProblem(response)).problem.code;
  }

  test('files go into courses that one teaches, also where one is a student oneself', async () => {
    expect(await upload('other_teacher')).toBe('not_found');
    await client.call('joinCourse', { token: token.other_teacher, body: { code: world.joinCode } });
    expect(await upload('other_teacher')).toBe('forbidden');
    for (const caller of ['outsider', 'member'] as const) expect([caller, await upload(caller)]).toEqual([caller, 'forbidden']);
    for (const caller of ['teacher', 'operator'] as const) expect([caller, await upload(caller)]).toEqual([caller, 'ok']);
  });

  test('a teacher who is a student of another’s course knows nothing of its questions and jobs', async () => {
    await client.call('joinCourse', { token: token.other_teacher, body: { code: world.joinCode } });
    const refused = async (name: RouteName, options: CallOptions) =>
      (await client.refuse(name, { token: token.other_teacher, ...options })).problem.code;
    const ofCourse = { params: { id: world.courseId } };
    expect((await client.call('getCourse', { token: token.other_teacher, ...ofCourse })).body).toMatchObject({ role: 'student' });
    expect(await refused('listQuestions', ofCourse)).toBe('forbidden');
    expect(await refused('getQuestionStats', { query: { course_id: world.courseId } })).toBe('forbidden');
    expect(await refused('getQuestion', { params: { id: world.questionId } })).toBe('not_found');
    expect(await refused('getJob', { params: { id: world.openJobId } })).toBe('not_found');
    const { questions } = (await client.call('getQuestionStats', { token: token.other_teacher })).body;
    expect(questions.draft).toBe(0);
  });

  test('a student who is taken out sees nothing from the next request on, and students take out themselves alone', async () => {
    const remove = (caller: 'member' | 'teacher', id: string) =>
      client.fetch('removeMember', { token: token[caller], params: { id: world.courseId, user_id: id } });
    expect((await remove('member', world.ids.bystander)).status).toBe(403);
    const { body: members } = await client.call('listMembers', { token: token.teacher, params: { id: world.courseId } });
    expect(members.items.map(({ user_id: id }) => id)).toEqual(expect.arrayContaining([world.ids.member, world.ids.bystander]));
    expect((await client.fetch('getFile', { token: token.member, params: { id: world.documentId } })).status).toBe(200);
    expect((await remove('member', world.ids.member)).status).toBe(204);
    for (const name of ['getDocument', 'getFile'] as const)
      expect([name, (await client.refuse(name, { token: token.member, params: { id: world.documentId } })).status]).toEqual([name, 404]);
    expect((await client.call('listCourses', { token: token.member })).body.items).toEqual([]);
    expect((await remove('teacher', world.ids.member)).status).toBe(404);
  });

  test('a student’s own job is theirs, whoever teaches them', async () => {
    await api.sql`update jobs set requested_by = ${world.ids.member}, course_id = null where id = ${world.endedJobId}`;
    const params = { id: world.endedJobId };
    expect((await client.call('getJob', { token: token.member, params })).body.id).toBe(params.id);
    expect((await client.refuse('getJob', { token: token.teacher, params })).status).toBe(404);
  });
});

test('somebody’s attempt does not exist for another student of the same course, whatever they ask for of it', async () => {
  const world = await makeWorld(api);
  const loginId = crypto.randomUUID();
  const userId = world.ids.bystander;
  await api.sql`insert into logins (id, user_id, token, expires_at) values (${loginId}, ${userId}, ${loginId}, now() + interval '10 minutes')`;
  const { token } = await api.deps.identity.signToken({ loginId, userId }, 600);
  const { endedAttemptId, openAttemptId, askedQuestionId, gradeId, studentJobId } = world.sat;
  const answer = { attempt_id: openAttemptId, question_id: askedQuestionId, answer: 'Mine now', answer_version: 0 };
  const asked: [RouteName, CallOptions][] = [
    ['getAttempt', { params: { id: endedAttemptId } }],
    ['getAttempt', { params: { id: openAttemptId } }],
    ['getAttemptQuestion', { params: { id: openAttemptId, n: 1 } }],
    ['getAttemptQuestion', { params: { id: endedAttemptId, n: 1 } }],
    ['getAttemptResults', { params: { id: endedAttemptId } }],
    ['getAttemptResults', { params: { id: openAttemptId } }],
    ['submitAnswer', { body: answer }],
    ['submitAnswer', { body: { attempt_id: openAttemptId, finish: true } }],
    ['confirmGrade', { params: { id: gradeId }, body: {} }],
    ['getJob', { params: { id: studentJobId } }],
  ];
  for (const [name, options] of asked) {
    const { status, problem } = await client.refuse(name, { token, ...options });
    expect([name, options, status, problem.code]).toEqual([name, options, 404, 'not_found']);
  }
  expect((await client.call('listAttempts', { token })).body.items).toEqual([]);
  const [own] =
    await api.sql`select state, answer, answer_version from attempts join answers on attempt_id = id where id = ${openAttemptId}`;
  expect(own).toEqual({ state: 'open', answer: null, answer_version: 0 });
});

test('a teacher who was made a student reads their course and their jobs, and has nothing done in it', async () => {
  const world = await makeWorld(api);
  await api.sql`update users set role = 'student' where id = ${world.ids.teacher}`;
  const token = (await world.tokenOf('teacher')) ?? '';
  const course = { token, params: { id: world.courseId } };
  expect((await client.call('getCourse', course)).body).toMatchObject({ role: 'student', join_code: null });
  expect((await client.fetch('getFile', { token, params: { id: world.documentId } })).status).toBe(200);
  expect((await client.call('getJob', { token, params: { id: world.openJobId } })).status).toBe(200);
  for (const [name, id] of [
    ['makeJoinCode', world.courseId],
    ['listQuestions', world.courseId],
    ['deleteCourse', world.courseId],
    ['deleteDocument', world.documentId],
    ['reprocessDocument', world.documentId],
    ['retryJob', world.endedJobId],
  ] as const) {
    expect([name, (await client.refuse(name, { token, params: { id } })).problem.code]).toEqual([name, 'forbidden']);
  }
});

test('a key of scope read reads what its owner may, and changes nothing', async () => {
  const world = await makeWorld(api);
  const key = `lk_${world.keyId.replaceAll('-', '')}`;
  await api.sql`update api_keys set key_hash = encode(sha256(${key}::bytea), 'hex') where id = ${world.keyId}`;
  const course = { token: key, params: { id: world.courseId } };
  expect((await client.call('getCourse', course)).body.role).toBe('teacher');
  for (const name of ['deleteCourse', 'makeJoinCode'] as const) {
    expect([name, (await client.refuse(name, course)).problem.code]).toEqual([name, 'forbidden']);
  }
  expect((await client.refuse('listApiKeys', { token: key })).problem.code).toBe('forbidden');
});
