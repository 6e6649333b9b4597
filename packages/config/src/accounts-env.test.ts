import { expect, it } from 'vitest';
import { accountsEnv, EnvError, mailEnv, parseEnv } from './index.ts';

const secret = { LECTERN_SECRET: 'x'.repeat(32) };

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv({ accounts: accountsEnv, mail: mailEnv }, source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
}

it('accounts need a secret alone, and are by invitation', () => {
  expect(parseEnv({ accounts: accountsEnv, mail: mailEnv }, secret)).toEqual({
    accounts: expect.objectContaining({ signUp: 'invitation', publicUrl: undefined, tokenSeconds: 900, loginDays: 14 }),
    mail: undefined,
  });
  expect(problemsOf({})).toEqual(['LECTERN_SECRET: is needed, and is not set']);
  expect(problemsOf({ LECTERN_SECRET: 'hunter2' })).toEqual([expect.stringMatching(/^LECTERN_SECRET: must be at least 32 .*openssl/u)]);
});

it('the public address ends with its host, whether or not there is a slash', () => {
  const publicUrlOf = (address: string) =>
    parseEnv({ accounts: accountsEnv }, { ...secret, LECTERN_PUBLIC_URL: address }).accounts.publicUrl;
  expect(publicUrlOf('https://lectern.example.org/')).toBe('https://lectern.example.org');
  expect(publicUrlOf('http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000');
  expect(problemsOf({ ...secret, LECTERN_PUBLIC_URL: 'https://example.org/lectern' })).toEqual([expect.stringContaining('without a path')]);
  expect(problemsOf({ ...secret, LECTERN_PUBLIC_URL: 'lectern.example.org' })).toEqual([expect.stringContaining('must be an address')]);
});

it('mail needs somebody it comes from', () => {
  const server = { ...secret, SMTP_URL: 'smtp://mail.example.org' };
  expect(problemsOf(server)).toEqual([expect.stringMatching(/^SMTP_FROM: is needed/u)]);
  for (const from of ['lectern@example.org', 'Lectern <lectern@example.org>'])
    expect(problemsOf({ ...server, SMTP_FROM: from })).toEqual([]);
  for (const from of ['Lectern', 'a@example.org <b@example.org', 'a@b.org\r\nBcc: c@d.org']) {
    expect(problemsOf({ ...server, SMTP_FROM: from })).toEqual([expect.stringContaining('must be one address')]);
  }
  expect(problemsOf({ ...secret, SMTP_URL: 'http://mail.example.org', SMTP_FROM: 'a@example.org' })).toEqual([
    expect.stringContaining('smtp://'),
  ]);
});
