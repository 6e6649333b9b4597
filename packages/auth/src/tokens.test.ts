import { randomUUID } from 'node:crypto';
import { createDb, type Database, signingKeys } from '@lectern/db';
import { createTestDatabase, type TestDatabase } from '@lectern/testing';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdentity } from './create-identity.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const publicUrl = 'http://localhost:8000';
const common = { secret: 'the secret of a test, which is long enough', publicUrl, loginDays: 14, log: silent };
const login = { loginId: randomUUID(), userId: randomUUID() };

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDb(testDatabase.url);
});
afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

const identityOf = (options: Partial<typeof common> = {}) => createIdentity({ db: database.db, ...common, ...options });

test('processes that sign for the first time at once accept each other’s tokens', async () => {
  const processes = [identityOf(), identityOf(), identityOf()];
  const signed = await Promise.all(processes.map((identity) => identity.signToken(login, 900)));
  for (const identity of [...processes, identityOf()]) {
    for (const { token, expiresAt } of signed) expect(await identity.findByToken(token)).toEqual({ ...login, expiresAt });
  }
});

test('a token says who, by which login and until when, and nothing else', async () => {
  const { token, expiresAt } = await identityOf().signToken(login, 60);
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA' });
  const claims = decodeJwt(token);
  expect(claims).toEqual({
    sub: login.userId,
    sid: login.loginId,
    iss: publicUrl,
    aud: publicUrl,
    iat: expect.any(Number),
    exp: expiresAt.getTime() / 1_000,
  });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
});

test('tokens that are altered, expired, for somebody else or signed by somebody else are nobody’s', async () => {
  const identity = identityOf();
  const { token } = await identity.signToken(login, 900);
  const { kid = '' } = decodeProtectedHeader(token);
  const [key] = await database.db.select().from(signingKeys);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { privateKey: foreign } = await generateKeyPair('EdDSA');
  const claims = { sub: login.userId, sid: login.loginId };
  const now = Math.floor(Date.now() / 1_000);
  const good = (alg: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid })
      .setIssuedAt()
      .setIssuer(publicUrl)
      .setAudience(publicUrl)
      .setExpirationTime(now + 900);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const other = await identityOf({ publicUrl: 'http://elsewhere.example.org' }).signToken(login, 900);
  const bad = {
    'another user': `${head}.${encode({ ...decodeJwt(token), sub: randomUUID() })}.${signature}`,
    'a later end': `${head}.${encode({ ...decodeJwt(token), exp: now + 9_000 })}.${signature}`,
    'another signature': `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'no signature': `${head}.${payload}.`,
    'alg none': new UnsecuredJWT(claims).setIssuedAt().setIssuer(publicUrl).setAudience(publicUrl).setExpirationTime('1h').encode(),
    'alg none with our kid': `${encode({ alg: 'none', kid })}.${payload}.`,
    'HS256 with the public key as secret': await good('HS256').sign(Buffer.from(key?.publicKey ?? '')),
    'another key with our kid': await good('EdDSA').sign(foreign),
    'another key with its own kid': await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: randomUUID() }).sign(foreign),
    'another issuer and audience': other.token,
    expired: (await identity.signToken(login, -1)).token,
    'not a token': 'a.b.c',
    nothing: '..',
  };
  for (const [name, value] of Object.entries(bad)) expect([name, await identity.findByToken(value)]).toEqual([name, undefined]);
  expect(await identity.findByToken(token)).toMatchObject(login);
});

test('the private half of a key is not stored in the clear', async () => {
  await identityOf().signToken(login, 900);
  const [key] = await database.db.select().from(signingKeys);
  expect(key?.publicKey).toContain('"OKP"');
  expect(key?.privateKey).not.toContain('"d"');
});

test('after a change of the secret tokens are signed as before, and old ones are over', async () => {
  const { token: old } = await identityOf().signToken(login, 900);
  const secret = 'another secret, which is long enough as well';
  expect(await identityOf({ secret }).removeForeignKeys()).toBeGreaterThan(0);
  expect(await identityOf({ secret }).findByToken(old)).toBeUndefined();
  const { token, expiresAt } = await identityOf({ secret }).signToken(login, 900);
  const later = identityOf({ secret });
  expect(await later.findByToken(token)).toEqual({ ...login, expiresAt });
  expect(await later.findByToken(old)).toBeUndefined();
});
