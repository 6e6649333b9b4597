import { limits } from '@lectern/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient, readProblem } from '../testing/client.ts';
import { sendRaw } from '../testing/send-raw.ts';
import { startTestApi, type TestApi, type TestUser } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let teacher: TestUser;
let courseId: string;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  teacher = await api.makeUser();
  courseId = (await client.call('createCourse', { token: teacher.token, body: { title: 'Biology' } })).body.id;
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };
const nobody = '0199f1f0-7a8e-7c4e-9c53-3f9a3d2f5b11';

describe('a body that cannot be taken', () => {
  test.each([
    ['is cut off', '{"title": "Bio', json, 400, 'invalid_request'],
    ['is empty', '', json, 400, 'invalid_request'],
    ['is a text', '"Biology"', json, 422, 'invalid_request'],
    ['is nested without end', `{"title":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, json, 422, 'invalid_request'],
    ['is a hundred thousand lists in each other', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, json, 422, 'invalid_request'],
    ['is a hundred thousand lists that never end', '['.repeat(100_000), json, 400, 'invalid_request'],
    ['is a hundred thousand objects in each other', `${'{"title":'.repeat(100_000)}1${'}'.repeat(100_000)}`, json, 422, 'invalid_request'],
    ['is a form', 'title=Biology', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['is in another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415, 'unsupported_media_type'],
    ['is larger than 1 MB', JSON.stringify({ title: 'x'.repeat(limits.bodyBytes) }), json, 413, 'body_too_large'],
  ])('because it %s', async (_, body, headers, status, code) => {
    const refused = await client.refuse('createCourse', { token: teacher.token, body, headers });
    expect({ status: refused.status, code: refused.problem.code }).toEqual({ status, code });
  });

  test('because it is no UTF-8', async () => {
    const head = `POST /api/courses HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${teacher.token}\r\n`;
    const body = Buffer.from('{"title":"caf\xe9"}', 'latin1');
    const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const answer = await sendRaw(api.url, Buffer.concat([Buffer.from(head + headers), body]));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"invalid_request"');
  });

  test('because it grows beyond 1 MB without having said so', async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const headers = { ...json, authorization: `Bearer ${teacher.token}` };
    const response = await fetch(`${api.url}/api/courses`, { method: 'POST', headers, body, duplex: 'half' }).catch(() => undefined);
    // An endless sender may notice the closed connection before it reads the answer.
    if (response) expect((await readProblem(response)).problem.code).toBe('body_too_large');
    expect((await client.fetch('getHealth')).status).toBe(200);
  });
});

describe('a field that is wrong is named', () => {
  test.each([
    ['a title that is missing', {}, 'title'],
    ['a title of spaces', { title: '   ' }, 'title'],
    ['a title that is too long', { title: 'x'.repeat(limits.titleChars + 1) }, 'title'],
    ['a title of another type', { title: 7 }, 'title'],
    ['a NUL, which the database cannot hold', { title: 'a\0b' }, 'title'],
    ['half a character', { title: '\ud83d' }, 'title'],
  ])('%s', async (_, body, path) => {
    const { status, problem } = await client.refuse('createCourse', { token: teacher.token, body });
    expect({ status, errors: problem.errors }).toMatchObject({ status: 422, errors: [{ path }] });
  });

  test('of ten thousand that nobody asked for, the first few', async () => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field${n}`, n])));
    const { status, problem } = await client.refuse('createCourse', { token: teacher.token, body, headers: json });
    expect([status, problem.errors?.length]).toEqual([422, limits.fieldErrors]);
    // And the title, which is missing.
    expect(problem.detail).toContain(`${limits.fieldErrors} of 10001 problems`);
  });

  test('by its first letters if its name has no end', async () => {
    const body = JSON.stringify({ title: 'Biology', ['x'.repeat(500_000)]: 1 });
    const { problem } = await client.refuse('createCourse', { token: teacher.token, body, headers: json });
    expect(problem.errors).toMatchObject([{ path: 'x'.repeat(200) }]);
  });

  test.each(['__proto__', 'constructor', 'prototype'])('%s, which is a field like any other', async (name) => {
    const body = `{"title":"Biology","${name}":{"role":"operator"}}`;
    const { status, problem } = await client.refuse('createCourse', { token: teacher.token, body, headers: json });
    expect({ status, errors: problem.errors }).toMatchObject({ status: 422, errors: [{ path: name }] });
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
  });

  test.each([
    [{ count: 0 }, 'count'],
    [{ count: 101 }, 'count'],
    [{ count: 1.5 }, 'count'],
    [{ count: 5, types: [] }, 'types'],
    [{ count: 5, types: ['essay'] }, 'types.0'],
    [{ count: 5, pages: { from: 3, to: 2 } }, 'pages.to'],
    [{ count: 5, language: 'English' }, 'language'],
    [{ count: 5, document_ids: ['chapter-1'] }, 'document_ids.0'],
    [{ count: 5, topics: ['cells', 'a\0b'] }, 'topics.1'],
  ])('of questions to write: %j', async (body, path) => {
    const { status, problem } = await client.refuse('generateQuestions', { token: teacher.token, params: { id: courseId }, body });
    expect({ status, errors: problem.errors }).toMatchObject({ status: 422, errors: [{ path }] });
  });

  test.each([
    ['listCourses', { limit: 0 }, 'limit'],
    ['listCourses', { limit: 'many' }, 'limit'],
    ['listCourses', { limit: limits.listMax + 1 }, 'limit'],
    ['listJobs', { state: 'lost' }, 'state'],
    ['listJobs', { kind: 'tea.make' }, 'kind'],
  ] as const)('of a query: %s %j', async (name, query, path) => {
    const { status, problem } = await client.refuse(name, { token: teacher.token, query });
    expect({ status, errors: problem.errors }).toMatchObject({ status: 422, errors: [{ path }] });
  });

  test('of a search: an empty one, and one with a NUL', async () => {
    const call = { token: teacher.token, params: { id: courseId } };
    for (const q of ['', ' ', 'a\0b', 'x'.repeat(limits.queryChars + 1)]) {
      expect((await client.refuse('searchCourse', { ...call, query: { q } })).problem).toMatchObject({
        status: 422,
        errors: [{ path: 'q' }],
      });
    }
  });

  test.each([
    ['getJob', { id: 'job-1' }, 'id'],
    ['getCourse', { id: 'a\0' }, 'id'],
    ['getPage', { id: nobody, n: 0 }, 'n'],
    ['getPage', { id: nobody, n: 'one' }, 'n'],
  ] as const)('of an address: %s %j', async (name, params, path) => {
    const { status, problem } = await client.refuse(name, { token: teacher.token, params });
    expect({ status, errors: problem.errors }).toMatchObject({ status: 422, errors: [{ path }] });
  });
});

describe('what is not there', () => {
  test.each([
    'getCourse',
    'getDocument',
    'getFile',
    'getJob',
    'watchJob',
    'getQuestion',
    'cancelJob',
    'retryJob',
    'deleteDocument',
    'reprocessDocument',
  ] as const)('%s of something that never was', async (name) => {
    const { status, problem } = await client.refuse(name, { token: teacher.token, params: { id: nobody } });
    expect([status, problem.code]).toEqual([404, 'not_found']);
  });

  test.each(['/nothing', '/api', '/api/courses/', '/api/upload-pdfs/x', '/docs/assets/package.json', '/docs/assets/..%2fpackage.json'])(
    '%s',
    async (path) => {
      const { status, problem } = await readProblem(await fetch(`${api.url}${path}`));
      expect([status, problem.code]).toEqual([404, 'not_found']);
    },
  );

  test.each([
    ['PUT', '/api/courses', 'GET, HEAD, POST'],
    ['POST', `/api/courses/${nobody}`, 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/api/upload-pdfs', 'POST'],
    ['DELETE', '/api/jobs', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('%s on %s, which takes %s', async (method, path, allow) => {
    const { status, headers, problem } = await readProblem(await fetch(`${api.url}${path}`, { method }));
    expect([status, problem.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', allow]);
  });
});

describe('whoever is not known', () => {
  test.each([
    ['nothing', undefined],
    ['a wrong token', 'Bearer wrong'],
    ['Basic', `Basic ${Buffer.from('me:wrong').toString('base64')}`],
    ['an empty token', 'Bearer '],
    ['an endless token', `Bearer ${'x'.repeat(10_000)}`],
  ])('is told so: %s', async (_, authorization) => {
    const { status, headers, problem } = await client.refuse(
      'listCourses',
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect([status, problem.code, headers.get('www-authenticate')]).toEqual([401, 'unauthorized', 'Bearer']);
  });

  test('learns nothing of what is there: it is refused before its input is looked at', async () => {
    expect((await client.refuse('getJob', { params: { id: 'x' } })).status).toBe(401);
    expect((await client.refuse('createCourse', { body: '{', headers: json })).status).toBe(401);
    expect((await client.refuse('uploadPdfs', { body: '', headers: json })).status).toBe(401);
  });

  test('worker statistics are for operators', async () => {
    expect((await client.refuse('getWorkerStats', { token: teacher.token })).problem).toMatchObject({ status: 403, code: 'forbidden' });
    const operator = await api.makeUser('operator');
    expect((await client.call('getWorkerStats', { token: operator.token })).body.queues).toHaveLength(4);
  });
});

test('every answer says that its type is to be believed, and which request it was', async () => {
  for (const response of [await client.fetch('getHealth'), await client.fetch('listCourses')]) {
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(response.headers.get('x-powered-by')).toBeNull();
  }
});

test('a request id of a proxy is kept when it is sane', async () => {
  const idOf = async (id: string) => (await client.fetch('getHealth', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  expect(await idOf('proxy-0123456789')).toBe('proxy-0123456789');
  expect(await idOf('<script>alert(1)</script>')).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
  ['a backslash in the path', 'GET /a\\b HTTP/1.1\r\nHost: x y\r\nConnection: close\r\n\r\n'],
])('%s is a bad request, not a fault of ours', async (_, bytes) => {
  expect(await sendRaw(api.url, bytes)).toMatch(/^HTTP\/1\.1 400 /);
});
