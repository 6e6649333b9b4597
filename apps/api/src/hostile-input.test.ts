import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { limits } from '@lectern/contract';
import { logins } from '@lectern/db';
import { waitFor } from '@lectern/testing';
import { SignJWT, UnsecuredJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from './testing/client.ts';
import { type Field, fakePdf, formOf } from './testing/forms.ts';
import { openRaw, sendRaw } from './testing/send-raw.ts';
import { startTestApi, type TestApi, type TestUser } from './testing/start-test-api.ts';

/** Stands in whatever is somebody else's: no answer may hold it. */
const theirs = 'what-only-the-other-teacher-may-read';

let api: TestApi;
let client: Client;
let me: TestUser;
let courseId: string;
let theirCourseId: string;
/** Of somebody who is signed in, and good. */
let token: string;
let loginId: string;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  me = await api.makeUser();
  const other = await api.makeUser();
  courseId = (await client.call('createCourse', { token: me.token, body: { title: 'Mine' } })).body.id;
  theirCourseId = (await client.call('createCourse', { token: other.token, body: { title: theirs } })).body.id;
  loginId = uuidv7();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await api.deps.db.insert(logins).values({ id: loginId, userId: me.id, token: randomUUID(), expiresAt });
  ({ token } = await api.deps.identity.signToken({ loginId, userId: me.id }, 600));
});
afterAll(() => api.close());

/** No answer is a 5xx, and none tells what is somebody else's. */
async function expectHarmless(response: Response): Promise<{ status: number }> {
  const answer = await response.text();
  expect({ status: response.status < 500, theirs: answer.includes(theirs) }, answer.slice(0, 500)).toEqual({ status: true, theirs: false });
  return { status: response.status };
}

describe('a token that is no good', () => {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const claims = () => ({ sub: me.id, sid: loginId });

  async function partsOfGood(): Promise<{ header: { kid: string }; payload: { iss: string; aud: string } }> {
    const [header = '', payload = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    return { header: JSON.parse(header), payload: JSON.parse(payload) };
  }

  const cases: [string, () => Promise<string>][] = [
    ['is empty', async () => ''],
    ['is no token', async () => 'abc'],
    ['has three empty parts', async () => '..'],
    ['has parts that are no JSON', async () => 'a.b.c'],
    ['has a header that is null', async () => `${Buffer.from('null').toString('base64url')}.e30.x`],
    ['is a million characters long', async () => 'x'.repeat(12_000)],
    ['is cut off', async () => token.slice(0, -5)],
    ['has one character of its payload changed', async () => changeCharacter(token, token.indexOf('.') + 10)],
    ['has one character of its signature changed', async () => changeCharacter(token, token.length - 10)],
    [
      'says algorithm none',
      async () => {
        const { payload } = await partsOfGood();
        return new UnsecuredJWT(claims()).setIssuer(payload.iss).setAudience(payload.aud).setExpirationTime('1h').encode();
      },
    ],
    [
      'says algorithm none under a known key',
      async () => {
        const { header, payload } = await partsOfGood();
        const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
        return `${encode({ alg: 'none', kid: header.kid })}.${encode({ ...payload, ...claims() })}.`;
      },
    ],
    [
      'is signed by another key under the same name',
      async () => {
        const { header, payload } = await partsOfGood();
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'EdDSA', kid: header.kid })
          .setIssuer(payload.iss)
          .setAudience(payload.aud)
          .setExpirationTime('1h')
          .sign(stranger);
      },
    ],
    [
      'is signed with the public key as a secret',
      async () => {
        const { header, payload } = await partsOfGood();
        const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
        const signed = `${encode({ alg: 'HS256', kid: header.kid })}.${encode({ ...payload, ...claims() })}`;
        const [row] = await api.sql<{ public_key: string }[]>`select public_key from signing_keys where id = ${header.kid}`;
        return `${signed}.${createHmac('sha256', row?.public_key ?? '')
          .update(signed)
          .digest('base64url')}`;
      },
    ],
    ['has expired', async () => (await api.deps.identity.signToken({ loginId, userId: me.id }, -10)).token],
    ['is of a login that never was', async () => (await api.deps.identity.signToken({ loginId: uuidv7(), userId: me.id }, 600)).token],
    ['names another person than its login', async () => (await api.deps.identity.signToken({ loginId, userId: uuidv7() }, 600)).token],
    ['is an API key with one character changed', async () => changeCharacter(me.token, 20)],
    ['is an API key in capitals', async () => me.token.toUpperCase()],
    ['is an API key without its beginning', async () => me.token.slice(3)],
    ['is SQL', async () => "lk_'||(select+key_hash+from+api_keys+limit+1)||'"],
  ];

  test.each(cases)('because it %s, is 401', async (_, make) => {
    const made = await make();
    const headers = { authorization: `Bearer ${made}` };
    const { status } = await expectHarmless(await client.fetch('listCourses', { headers }));
    expect(status).toBe(401);
  });

  test('the good one, which they are made from, is 200', async () => {
    expect((await client.call('listCourses', { token })).body.items).toHaveLength(1);
  });
});

describe('a request that does not keep to the rules', () => {
  test('10,000 keys are refused, with the first few of them named', async () => {
    const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index]));
    const { status, problem } = await client.refuse('createCourse', { token, body });
    expect(status).toBe(422);
    expect(problem.errors?.length).toBeGreaterThan(0);
    expect(problem.errors?.length).toBeLessThanOrEqual(limits.fieldErrors);
  });

  const pdf = (): Field => ['files', fakePdf(), 'a.pdf'];
  const formCases: [string, () => Field[], status: number][] = [
    ['course_id twice', () => [['course_id', courseId], ['course_id', theirCourseId], pdf()], 422],
    ['course_id and course_title', () => [['course_id', courseId], ['course_title', 'x'], pdf()], 422],
    ['the other teacher’s course', () => [['course_id', theirCourseId], pdf()], 404],
    ['the other teacher’s course after the file', () => [pdf(), ['course_id', theirCourseId]], 404],
  ];

  test.each(formCases)('a form with %s leaves nothing behind', async (_, fields, expected) => {
    const before = await everything();
    const { status } = await expectHarmless(await client.fetch('uploadPdfs', { token, body: formOf(...fields()) }));
    expect(status).toBe(expected);
    expect(await everything()).toEqual(before);
  });

  const head = (lines: string[]) =>
    [`Host: ${new URL(api.url).host}`, `Authorization: Bearer ${token}`, 'Connection: close', ...lines].join('\r\n');

  test.each([
    [
      'claims fewer bytes than it sends',
      'POST /api/courses HTTP/1.1',
      ['Content-Type: application/json', 'Content-Length: 5'],
      '{"title":"Biology"}',
      400,
    ],
    ['claims a negative length', 'POST /api/courses HTTP/1.1', ['Content-Type: application/json', 'Content-Length: -1'], '{}', 400],
    [
      'claims two lengths',
      'POST /api/courses HTTP/1.1',
      ['Content-Length: 2', 'Content-Length: 30', 'Content-Type: application/json'],
      '{}',
      400,
    ],
    [
      'claims a length and chunks',
      'POST /api/courses HTTP/1.1',
      ['Content-Length: 2', 'Transfer-Encoding: chunked', 'Content-Type: application/json'],
      '2\r\n{}\r\n0\r\n\r\n',
      400,
    ],
    ['has a line break in its request id', 'GET /api/me HTTP/1.1', ['X-Request-Id: abcdefgh\nSet-Cookie: a=b'], '', 400],
    ['has a line break in its path', 'GET /api/me%0d%0aSet-Cookie:%20a=b HTTP/1.1', [], '', 404],
    [
      'forwards for somebody',
      'GET /api/me HTTP/1.1',
      ['X-Forwarded-For: 127.0.0.1, "; DROP TABLE users', 'X-Forwarded-Host: evil.example', 'Forwarded: for=1.2.3.4'],
      '',
      200,
    ],
    ['overrides its method', 'GET /api/courses HTTP/1.1', ['X-HTTP-Method-Override: DELETE'], '', 200],
    ['has an absolute target elsewhere', 'GET http://evil.example/api/me HTTP/1.1', [], '', 200],
    ['has 200 headers', 'GET /api/me HTTP/1.1', Array.from({ length: 200 }, (_, index) => `X-${index}: y`), '', 200],
  ])('one that %s', async (_, line, lines, body, status) => {
    const answer = await sendRaw(api.url, `${line}\r\n${head(lines)}\r\n\r\n${body}`);
    expect(answer.split(' ', 2)).toEqual(['HTTP/1.1', String(status)]);
    expect(answer).not.toMatch(/^set-cookie: a=b/im);
    expect(answer).not.toContain(theirs);
  });

  const form = `--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7${'x'.repeat(100_000)}`;
  const lastBoundary = '\r\n--x--\r\n';
  const upload = (length: number, body: string) =>
    `POST /api/upload-pdfs HTTP/1.1\r\n${head(['Content-Type: multipart/form-data; boundary=x', `Content-Length: ${length}`])}\r\n\r\n${body}`;

  test.each([
    ['in mid-file', form],
    ['after the last boundary', form + lastBoundary],
  ])('an upload that claims more bytes than it sends, and ends %s, leaves nothing behind', async (_, body) => {
    const before = await everything();
    const socket = await openRaw(api.url, upload(body.length + 1_000, body));
    await waitFor(async () => (await api.storedFiles()).length > before.files.length);
    socket.end();
    const answer = await text(socket);
    expect(answer).toMatch(/^(HTTP\/1\.1 400 |$)/);
    await waitFor(async () => (await api.storedFiles()).length === before.files.length);
    expect(await everything()).toEqual(before);
  });

  test('an upload that claims fewer bytes than it sends leaves nothing behind', async () => {
    const before = await everything();
    const body = form + lastBoundary;
    const answer = await sendRaw(api.url, upload(body.length - lastBoundary.length - 10, body));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    // The answer may be that of the parser of requests, which is there before the upload has tidied up.
    await waitFor(async () => (await api.storedFiles()).length === before.files.length);
    expect(await everything()).toEqual(before);
  });
});

/** All that an upload could leave. */
async function everything(): Promise<{ files: string[]; rows: unknown }> {
  const [rows] = await api.sql`select (select count(*) from files) as files, (select count(*) from documents) as documents,
    (select count(*) from jobs) as jobs, (select count(*) from courses) as courses`;
  return { files: (await api.storedFiles()).toSorted(), rows };
}

/** Another one of the same alphabet in its place. */
function changeCharacter(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}
