import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { logins } from '@lectern/db';
import { fakePdf, formOf } from './testing/forms.ts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from './testing/client.ts';
import { nastyTexts } from './testing/fuzz/nasty.ts';
import { sendRaw } from './testing/send-raw.ts';
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
async function expectHarmless(response: Response): Promise<{ status: number; text: string }> {
  const text = await response.text();
  expect({ status: response.status < 500, theirs: text.includes(theirs) }, text.slice(0, 500)).toEqual({ status: true, theirs: false });
  return { status: response.status, text };
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

describe('text that is code elsewhere', () => {
  const texts = nastyTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text] as const);

  test.each(texts)('%s in titles, names, searches and notes', async (_, text) => {
    const bodies: [Parameters<Client['fetch']>[0], Parameters<Client['fetch']>[1]][] = [
      ['createCourse', { token, body: { title: text } }],
      ['updateCourse', { token, params: { id: courseId }, body: { title: text } }],
      ['updateMe', { token, body: { name: text } }],
      ['createApiKey', { token, body: { name: text, scope: text } }],
      ['joinCourse', { token, body: { code: text } }],
      ['signIn', { body: { email: text, password: text } }],
      ['signIn', { body: { email: `${me.id}@example.org`, password: text } }],
      ['signUp', { body: { email: 'a@example.org', password: text, name: text, invitation: text } }],
      ['signUp', { body: { email: 'a@example.org', password: 'long enough for anybody', name: 'A', setup_token: text } }],
      ['resetPassword', { body: { token: text, password: 'long enough for anybody' } }],
      ['generateQuestions', { token, params: { id: courseId }, body: { count: 1, topics: [text], language: text } }],
      ['listJobs', { token, query: { cursor: text, state: text } }],
      ['listQuestions', { token, params: { id: courseId }, query: { topic: text } }],
      ['listDocuments', { token, params: { id: courseId }, query: { cursor: text } }],
      ['getCourse', { token, params: { id: text.toWellFormed() } }],
      ['getCourse', { token, params: { id: `${theirCourseId}${text.toWellFormed()}` } }],
      ['getPage', { token, params: { id: courseId, n: text.toWellFormed() } }],
      ['revokeApiKey', { token, params: { id: text.toWellFormed() } }],
    ];
    for (const [route, options] of bodies) await expectHarmless(await client.fetch(route, options));
  });

  test.each(texts)('%s as a file name and in fields of a form', async (_, text) => {
    const body = formOf(['course_id', courseId], ['files', fakePdf(), `${text}.pdf`]);
    const { status, text: answer } = await expectHarmless(await client.fetch('uploadPdfs', { token, body }));
    if (status === 202) {
      // What is kept is a name, and no path.
      const [{ file_name: name }] = (JSON.parse(answer) as { jobs: [{ file_name: string }] }).jobs;
      expect(name).not.toMatch(/[/\\\0\r\n]/u);
    }
    await expectHarmless(await client.fetch('uploadPdfs', { token, body: formOf(['course_title', text], ['files', fakePdf(), 'a.pdf']) }));
    await expectHarmless(await client.fetch('uploadPdfs', { token, body: formOf(['course_id', text], ['files', fakePdf(), 'a.pdf']) }));
    await expectHarmless(await client.fetch('uploadPdfs', { token, body: formOf([text, text], ['files', fakePdf(), 'a.pdf']) }));
  });
});

describe('a request that does not keep to the rules', () => {
  test('10,000 keys are refused, with the first few of them named', async () => {
    const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index]));
    const { status, problem } = await client.refuse('createCourse', { token, body });
    expect(status).toBe(422);
    expect(problem.errors?.length).toBeLessThanOrEqual(25);
  });

  test.each([
    [
      'course_id twice',
      [
        ['course_id', 'mine'],
        ['course_id', 'theirs'],
        ['files', fakePdf(), 'a.pdf'],
      ],
    ],
    [
      'course_id and course_title',
      [
        ['course_id', 'mine'],
        ['course_title', 'x'],
        ['files', fakePdf(), 'a.pdf'],
      ],
    ],
    [
      'the other teacher’s course',
      [
        ['course_id', 'theirs'],
        ['files', fakePdf(), 'a.pdf'],
      ],
    ],
    [
      'the other teacher’s course after the file',
      [
        ['files', fakePdf(), 'a.pdf'],
        ['course_id', 'theirs'],
      ],
    ],
  ] as [string, [string, string | Buffer, string?][]][])('a form with %s leaves nothing behind', async (_, fields) => {
    const before = await api.storedFiles();
    const ids: Record<string, string> = { mine: courseId, theirs: theirCourseId };
    const resolved = fields.map(([name, value, file]) =>
      typeof value === 'string' ? ([name, ids[value] ?? value] as const) : ([name, value, file ?? ''] as const),
    );
    const { status } = await expectHarmless(
      await client.fetch('uploadPdfs', { token, body: formOf(...resolved.map((field) => [...field] as Parameters<typeof formOf>[0])) }),
    );
    expect(status === 422 || status === 404).toBe(true);
    expect((await api.storedFiles()).toSorted()).toEqual(before.toSorted());
  });

  const head = (lines: string[]) =>
    [`Host: ${new URL(api.url).host}`, `Authorization: Bearer ${token}`, 'Connection: close', ...lines].join('\r\n');

  test.each([
    [
      'claims fewer bytes than it sends',
      'POST /api/courses HTTP/1.1',
      ['Content-Type: application/json', 'Content-Length: 5'],
      '{"title":"Biology"}',
    ],
    ['claims a negative length', 'POST /api/courses HTTP/1.1', ['Content-Type: application/json', 'Content-Length: -1'], '{}'],
    [
      'claims two lengths',
      'POST /api/courses HTTP/1.1',
      ['Content-Length: 2', 'Content-Length: 30', 'Content-Type: application/json'],
      '{}',
    ],
    [
      'claims a length and chunks',
      'POST /api/courses HTTP/1.1',
      ['Content-Length: 2', 'Transfer-Encoding: chunked', 'Content-Type: application/json'],
      '2\r\n{}\r\n0\r\n\r\n',
    ],
    ['has a line break in its request id', 'GET /api/me HTTP/1.1', ['X-Request-Id: abcdefgh\nSet-Cookie: a=b'], ''],
    ['has a line break in its path', 'GET /api/me%0d%0aSet-Cookie:%20a=b HTTP/1.1', [], ''],
    [
      'forwards for somebody',
      'GET /api/me HTTP/1.1',
      ['X-Forwarded-For: 127.0.0.1, "; DROP TABLE users', 'X-Forwarded-Host: evil.example', 'Forwarded: for=1.2.3.4'],
      '',
    ],
    ['overrides its method', 'GET /api/courses HTTP/1.1', ['X-HTTP-Method-Override: DELETE'], ''],
    ['has an absolute target elsewhere', 'GET http://evil.example/api/me HTTP/1.1', [], ''],
    ['has 200 headers', 'GET /api/me HTTP/1.1', Array.from({ length: 200 }, (_, index) => `X-${index}: y`), ''],
  ])('one that %s', async (_, line, lines, body) => {
    const answer = await sendRaw(api.url, `${line}\r\n${head(lines)}\r\n\r\n${body}`);
    expect(answer).toMatch(/^HTTP\/1\.1 [234]\d\d /);
    expect(answer).not.toMatch(/^set-cookie: a=b/im);
    expect(answer).not.toContain(theirs);
  });

  test('an upload that claims more bytes than it sends leaves nothing behind', async () => {
    const before = await api.storedFiles();
    const form = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7 and then';
    const answer = await sendRaw(
      api.url,
      Buffer.from(
        `POST /api/upload-pdfs HTTP/1.1\r\n${head(['Content-Type: multipart/form-data; boundary=x', `Content-Length: ${form.length}`])}\r\n\r\n${form}`,
      ),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await api.storedFiles()).toSorted()).toEqual(before.toSorted());
  });
});

/** Another one of the same alphabet in its place. */
function changeCharacter(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}
