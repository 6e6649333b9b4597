import { randomUUID } from 'node:crypto';
import { CreatedApiKey, Me, type Role } from '@lectern/contract';
import { type ApiClient, createApiClient } from '../../api/client.ts';

/** Somebody with an account and an API key, which the client sends. */
export interface Person {
  id: string;
  name: string;
  key: string;
  api: ApiClient;
}

/** What entitles somebody to an account. */
type Proof = { setup_token: string } | { invitation: string } | { join_code: string };

const lifeMs = 600_000;

/** Makes an account as a browser does, and in it a key as a program wants it. */
export async function signUp(url: string, name: string, proof: Proof): Promise<Person> {
  const account = { email: `${randomUUID()}@example.org`, password: 'a few long words', name, ...proof };
  const signedUp = await post(new URL('/api/auth/sign-up', url), account);
  const { id, role } = Me.parse(await signedUp.json());
  const cookie = signedUp.headers.getSetCookie().map((line) => line.split(';')[0]);
  const wanted = { name: 'e2e', scope: role === 'operator' ? 'operator' : 'write' };
  const created = await post(new URL('/api/api-keys', url), wanted, { cookie: cookie.join('; '), origin: url });
  const { key } = CreatedApiKey.parse(await created.json());
  return { id, name, key, api: clientOf(url, key) };
}

/** A client that sends again what was not answered, for as long as a test may take. */
export function clientOf(url: string, token: string): ApiClient {
  return createApiClient({ url, token, signal: AbortSignal.timeout(lifeMs) });
}

/** The first account, an operator's, has somebody invited. */
export async function inviteAs(url: string, operator: Person, role: Role, name: string): Promise<Person> {
  const { invitation } = await operator.api.call('createInvitation', { body: { role } });
  return signUp(url, name, { invitation });
}

/** Students of a course, by its join code; a few at a time, since passwords take a while to hash. */
export async function joinStudents(url: string, joinCode: string, count: number): Promise<Person[]> {
  const atOnce = 5;
  const people: Person[] = [];
  while (people.length < count) {
    const names = Array.from({ length: Math.min(atOnce, count - people.length) }, (_, at) => `Student ${people.length + at + 1}`);
    people.push(...(await Promise.all(names.map((name) => signUp(url, name, { join_code: joinCode })))));
  }
  return people;
}

async function post(url: URL, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
  return response;
}
