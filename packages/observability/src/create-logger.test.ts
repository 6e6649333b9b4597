import { AssertionError } from 'node:assert';
import type { Log } from '@lectern/core';
import { expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from './create-logger.ts';

function setUp(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ name: 'api', level: 'info', pretty: false, destination, ...options });
  return { logger, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') };
}

test('a line is one JSON object with level, time, process and fields', () => {
  const { logger, lines, last } = setUp();
  logger.info({ jobId: 'j1', tookMs: 12 }, 'done');
  logger.debug({}, 'not at this level');
  expect(lines).toHaveLength(1);
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    name: 'api',
    pid: process.pid,
    jobId: 'j1',
    tookMs: 12,
    msg: 'done',
  });
});

test('a request is followed by its id', () => {
  const { logger, last } = setUp();
  const log: Log = logger.child({ requestId: 'r1' });
  log.warn({ path: '/x' }, 'slow');
  expect(last()).toMatchObject({ level: 'warn', requestId: 'r1', path: '/x', name: 'api' });
});

test('secrets are hidden by name, at any depth and in any spelling', () => {
  const { logger, lines, last } = setUp();
  const secrets = {
    authorization: 's3cret',
    req: { headers: { Authorization: 's3cret', cookie: 's3cret', 'Set-Cookie': ['s3cret'], 'x-api-key': 's3cret' } },
    env: { DATABASE_PASSWORD: 's3cret', OPENAI_API_KEY: 's3cret' },
    users: [{ password: 's3cret', accessToken: 's3cret', clientSecret: { value: 's3cret' } }],
  };
  logger.info(secrets, 'x');
  logger.child({ token: 's3cret', login: { token: 's3cret' } }).info({ apiKey: 's3cret' }, 'x');
  logger.error({ err: Object.assign(new Error('no'), { headers: { authorization: 's3cret' } }) }, 'x');
  expect(lines.join('')).not.toContain('s3cret');
  expect(secrets.authorization).toBe('s3cret');

  logger.info({ inputTokens: 5, tokens: { outputTokens: 6 }, password: undefined }, 'x');
  expect(last()).toMatchObject({ inputTokens: 5, tokens: { outputTokens: 6 } });
});

test('an error keeps its code, its causes and where it happened', () => {
  const { logger, last } = setUp();
  const root = Object.assign(new TypeError('connect refused'), { code: 'ECONNREFUSED', address: '10.0.0.1' });
  const error = Object.assign(new Error('no answer', { cause: root }), { code: 'model_unavailable', retryable: true });
  logger.error({ err: error, jobId: 'j1' }, 'failed');
  expect(last()).toMatchObject({
    jobId: 'j1',
    err: {
      type: 'Error',
      code: 'model_unavailable',
      retryable: true,
      message: 'no answer',
      stack: expect.stringMatching(/^ {4}at .*create-logger\.test/),
      cause: { type: 'TypeError', code: 'ECONNREFUSED', message: 'connect refused' },
    },
  });
  expect(JSON.stringify(last())).not.toContain('10.0.0.1');

  logger.error({ error: new AggregateError([root], 'both') }, 'failed');
  expect(last()).toMatchObject({ error: { message: 'both', errors: [{ code: 'ECONNREFUSED' }] } });
});

test('what users wrote does not get in by way of a failed query', () => {
  const { logger, lines, last } = setUp();
  const message = 'Failed query: insert into pages values ($1)\nparams: what a student wrote,\non two lines';
  logger.error({ err: new Error(message, { cause: new AssertionError({ message: 'x'.repeat(10_000) }) }) }, 'failed');
  expect(lines.join('')).not.toContain('student');
  expect(lines.join('').length).toBeLessThan(8_000);
  expect(last()).toMatchObject({ err: { message: 'Failed query: insert into pages values ($1)', cause: { code: 'ERR_ASSERTION' } } });
});

test('a thing that refers to itself, and a cause that is no error, can be logged', () => {
  const { logger, last } = setUp();
  const self: Record<string, unknown> = { at: new Date(0), big: 1n };
  self.self = self;
  logger.info({ self }, 'x');
  expect(last()).toMatchObject({ self: { at: '1970-01-01T00:00:00.000Z' } });
  logger.info({ err: new Error('x', { cause: { code: 7, token: 's3cret' } }) }, 'x');
  expect(last()).toMatchObject({ err: { cause: { code: 7, token: '[hidden]' } } });
});

test('for a terminal it is one readable line', () => {
  const { logger, lines } = setUp({ pretty: true });
  logger.info({ jobId: 'j1' }, 'ready');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/INFO.*api.*ready.*"jobId":"j1".*\n$/);
});
