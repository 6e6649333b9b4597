import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { routeCatalog, type RouteContract, type RouteName } from '@lectern/contract';
import { choosePort } from '@lectern/embedded';
import { createTestFolder, startChildProcess, type TestFolder, type TestProcess } from '@lectern/testing';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiClient, createApiClient } from './api/client.ts';
import { followJob } from './api/follow-job.ts';
import { plainEnv } from './testing/plain-env.ts';

const startLimitMs = 120_000;
const people = {
  operator: { email: 'the.operator@example.org', password: 'PASSWORD-of-the-operator', name: 'Olga' },
  teacher: { email: 'the.teacher@example.org', password: 'PASSWORD-of-the-teacher', name: 'Tom' },
};
const written = {
  wrongPassword: 'PASSWORD-that-is-wrong',
  newPassword: 'PASSWORD-that-is-new',
  hint: 'HINT-that-a-teacher-gave',
  answer: 'ANSWER-that-a-teacher-wrote',
  search: 'SEARCH-that-somebody-made',
  topic: 'TOPIC-that-somebody-asked-for',
};

let folder: TestFolder;
let lectern: TestProcess;
let url: string;
let ownerToken: string;

beforeAll(async () => {
  folder = await createTestFolder();
  await chmod(folder.path, 0o711);
  const port = await choosePort('Lectern', undefined);
  const data = join(folder.path, 'data');
  const env = { ...plainEnv, LECTERN_DATA_DIR: data, LECTERN_PORT: String(port), LECTERN_LOG_LEVEL: 'debug' };
  lectern = startChildProcess(new URL('./main.ts', import.meta.url), { args: ['--no-sample'], env, cwd: folder.path });
  await lectern.waitForLine(/ready {2}http/u, startLimitMs);
  url = `http://127.0.0.1:${port}`;
  ownerToken = (await readFile(join(data, 'owner-token'), 'utf8')).trim();
}, startLimitMs);
afterAll(async () => {
  await lectern.stop('SIGTERM');
  await folder.close();
});

/** Sends what a person would; the answer may be a refusal. */
async function send(
  name: RouteName,
  { token, params = {}, query = {}, body }: SendInput = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const route: RouteContract = routeCatalog[name];
  const path = route.path.replace(/:(\w+)/gu, (_, parameter: string) => params[parameter] ?? '');
  const response = await fetch(`${url}${path}?${new URLSearchParams(query)}`, {
    method: route.method.toUpperCase(),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

interface SendInput {
  token?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** Makes two accounts with all that can be had; resolves to the secrets that were seen on the way. */
async function makeAccounts(): Promise<{ token: string; secrets: string[] }> {
  const first = await send('signUp', { body: { ...people.operator, setup_token: ownerToken } });
  expect(first.status).toBe(201);
  const login = { email: people.operator.email, password: people.operator.password };
  const operator = String((await send('issueToken', { body: login })).body['token']);
  const invited = await send('createInvitation', { token: operator, body: { role: 'teacher' } });
  const invitation = String(invited.body['invitation']);
  const second = await send('signUp', { body: { ...people.teacher, invitation } });
  expect(second.status).toBe(201);
  const reset = await send('makePasswordResetLink', { token: operator, params: { id: String(second.body['id']) } });
  const resetToken = new URL(String(reset.body['url'])).searchParams.get('token') ?? '';
  await send('signIn', { body: { email: people.teacher.email, password: written.wrongPassword } });
  await send('signIn', { body: `{"email": "${people.teacher.email}", "password": "${written.wrongPassword}"` });
  expect((await send('resetPassword', { body: { token: resetToken, password: written.newPassword } })).status).toBe(204);
  const token = String((await send('issueToken', { body: { email: people.teacher.email, password: written.newPassword } })).body['token']);
  const key = await send('createApiKey', { token, body: { name: 'mine', scope: 'write' } });
  const apiKey = String(key.body['key']);
  expect((await send('getMe', { token: apiKey })).status).toBe(200);
  await send('getMe', { token: `${apiKey}x` });
  const cookies = [first, second].map(({ headers }) => /=([^;]+)/u.exec(headers.get('set-cookie') ?? '')?.[1] ?? '');
  const secrets = [operator, token, apiKey, invitation, resetToken, ...cookies];
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(20);
  return { token, secrets };
}

/** Reads a document, asks about it, works on the questions. Resolves to what the answers say of it. */
async function workOnDocument(api: ApiClient, token: string): Promise<string[]> {
  const form = new FormData();
  form.append('course_title', 'Water');
  form.append('files', new File([new Uint8Array(await handoutPdf({ pages: 4 }))], 'handout.pdf'));
  const { course_id: courseId, jobs } = await api.call('uploadPdfs', { body: form });
  const params = { id: courseId };
  const watching = { api, signal: AbortSignal.timeout(startLimitMs), onLook: () => {}, everyMs: 200 };
  for (const { id } of jobs) await followJob(id, watching);
  const { id: asked } = await api.call('generateQuestions', { params, body: { count: 4 } });
  await followJob(asked, watching);
  const { items } = await api.call('listQuestions', { params });
  const [question] = items;
  if (!question) throw new Error('there are no questions');
  await send('searchCourse', { token, params, query: { q: written.search } });
  await send('generateQuestions', { token, params, body: { count: 1, topics: [written.topic] } });
  await send('generateQuestions', { token, params, body: { count: 0, topics: [written.topic], password: written.newPassword } });
  await send('updateQuestion', { token, params: { id: question.id }, body: { version: question.version, explanation: written.answer } });
  await send('regenerateQuestion', { token, params: { id: question.id }, body: { hint: written.hint } });
  const [passage] = (await api.call('searchCourse', { params, query: { q: 'water' } })).items;
  const ofText = [passage?.text ?? '', ...items.flatMap(({ stem, explanation, evidence }) => [stem, explanation, evidence.quote])];
  // Whole sentences may be cut; a few words in a row are enough to know them by.
  return ofText.map((text) => text.split(/\s+/u).slice(1, 7).join(' ')).filter((words) => words.length > 20);
}

test('what people said, and what they have to keep to themselves, is in no log of a whole run', { timeout: startLimitMs }, async () => {
  const { token, secrets } = await makeAccounts();
  const api = createApiClient({ url, token, signal: AbortSignal.timeout(startLimitMs) });
  const texts = await workOnDocument(api, token);
  expect(texts.length).toBeGreaterThan(5);
  await send('deleteMe', { token, body: { password: written.newPassword } });
  await lectern.stop('SIGTERM');

  const logs = join(folder.path, 'data', 'logs');
  const names = await readdir(logs);
  expect(names).toEqual(expect.arrayContaining(['api.log', 'worker.log']));
  const passwords = Object.values(people).map(({ password }) => password);
  for (const name of names) {
    const log = await readFile(join(logs, name), 'utf8');
    const found = [ownerToken, ...secrets, ...passwords, ...Object.values(written), ...texts].filter((text) => log.includes(text));
    expect({ name, found }).toEqual({ name, found: [] });
  }
  // They were written at all.
  expect((await readFile(join(logs, 'api.log'), 'utf8')).split('\n').length).toBeGreaterThan(20);
  const printed = lectern.lines.join('\n');
  expect([ownerToken, ...secrets, ...passwords].filter((text) => printed.includes(text))).toEqual([]);
});
