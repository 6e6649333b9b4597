import { describe, expect, test } from 'vitest';
import { EnvError, httpEnv, parseEnv, shieldEnv } from './index.ts';

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv({ shield: shieldEnv, http: httpEnv }, source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
}

describe('proxies that are trusted', () => {
  test.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback, linklocal,uniquelocal', '192.168.1.7/32'])('may be %s', (value) => {
    expect(problemsOf({ LECTERN_TRUSTED_PROXIES: value })).toEqual([]);
  });

  test.each([
    '10.0.0.0/33',
    '10.0.0.0/0',
    'fd00::/129',
    '10.0.0',
    'proxy',
    'true',
    '*',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    'fe80::1%eth0',
    '10.0.0.0/255.0.0.0',
  ])('are not %s, and it is named', (value) => {
    const [problem = '', ...more] = problemsOf({ LECTERN_TRUSTED_PROXIES: `10.1.0.0/16, ${value}` });
    expect(problem).toContain(`LECTERN_TRUSTED_PROXIES: "${value}" is not an address`);
    expect(more).toEqual([]);
  });
});

describe('sites whose pages may call the API', () => {
  test('are origins', () => {
    expect(problemsOf({ LECTERN_CORS_ORIGINS: 'https://a.example, http://localhost:5173' })).toEqual([]);
  });

  test.each([
    '*',
    'null',
    'a.example',
    'https://a.example/',
    'https://a.example/app',
    'https://*.a.example:99999',
    'https://A.example',
    'ftp://a.example',
    'https://u:p@a.example',
  ])('are not %s, and it is named', (value) => {
    expect(problemsOf({ LECTERN_CORS_ORIGINS: value })).toEqual([
      expect.stringContaining(`LECTERN_CORS_ORIGINS: "${value}" is not an origin`),
    ]);
  });
});

test.each(['https://a.example', 'a.example:3000', 'a.example/x', 'a b'])('a host name is not %s', (value) => {
  expect(problemsOf({ LECTERN_ALLOWED_HOSTS: value })).toEqual([expect.stringContaining('LECTERN_ALLOWED_HOSTS: must be host names')]);
});
test.each(['a.example', 'Lectern.Example', '127.0.0.1', '[::1]', 'localhost'])('a host name is %s', (value) => {
  expect(problemsOf({ LECTERN_ALLOWED_HOSTS: value })).toEqual([]);
});
