import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { AppError } from '@lectern/contract';
import { type MailServer, startMailServer } from '@lectern/testing/mail-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMailer } from './create-mailer.ts';

let server: MailServer;
const cleanups: (() => void)[] = [];
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  await server.close();
});

/** Takes connections and says nothing. */
async function startSilentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const address = silent.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens nowhere');
  return `smtp://127.0.0.1:${address.port}`;
}

const from = 'Lectern <lectern@example.org>';
const mail = {
  to: 'ada@example.org',
  subject: 'A new password for Lectern',
  text: 'Follow this link:\n\nhttps://example.org/reset-password?token=abc\n',
};
const { signal } = new AbortController();

async function failureOf(sending: Promise<void>): Promise<AppError> {
  const error: unknown = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error('no AppError was thrown', { cause: error });
}

test('a mail arrives as plain text, with its link whole', async () => {
  const { url, delivered } = server;
  await createMailer({ url, from }).send(mail, { signal });
  const headers = expect.arrayContaining([
    `From: ${from}`,
    'To: ada@example.org',
    'Subject: A new password for Lectern',
    expect.stringMatching(/^Content-Type: text\/plain; charset=utf-8/u),
  ]);
  const body = expect.stringContaining('https://example.org/reset-password?token=abc');
  expect(delivered).toEqual([{ from: 'lectern@example.org', to: ['ada@example.org'], headers, body }]);
});

test('one mailer sends many mails, in any script', async () => {
  const { url, delivered } = server;
  const mailer = createMailer({ url, from });
  await mailer.send(mail, { signal });
  await mailer.send({ ...mail, subject: 'Größe – 大きさ' }, { signal });
  expect(delivered).toHaveLength(2);
  expect(delivered[1]?.headers).toContainEqual(expect.stringMatching(/^Subject: =\?UTF-8\?/u));
});

test('a server that is away is no fault of whoever asked, and worth another try', async () => {
  const error = await failureOf(createMailer({ url: 'smtp://127.0.0.1:9', from }).send(mail, { signal }));
  expect(error).toMatchObject({
    code: 'unavailable',
    retryable: true,
    cause: expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') }),
  });
  expect(error.message).not.toContain('127.0.0.1');
});

test('a server that never says a word holds nobody longer than the caller wants', async () => {
  const url = await startSilentServer();
  const error = await failureOf(createMailer({ url, from }).send(mail, { signal: AbortSignal.timeout(200) }));
  expect(error).toMatchObject({ code: 'unavailable', retryable: true });
});

test('whoever is gone already has nothing sent', async () => {
  const { url, delivered } = server;
  await failureOf(createMailer({ url, from }).send(mail, { signal: AbortSignal.abort() }));
  expect(delivered).toEqual([]);
});

test.each([
  ['subject', { subject: 'Hello\r\nBcc: mallory@example.org' }],
  ['subject', { subject: 'Hello\nX-Evil: yes' }],
  ['subject', { subject: 'Hello\u2028\u0085Bcc: mallory@example.org' }],
  ['to', { to: 'ada@example.org\r\nBcc: mallory@example.org' }],
  ['to', { to: 'ada@example.org\u0000' }],
])('a line break in the %s begins no header: it is refused', async (field, injected) => {
  const { url, delivered } = server;
  const error = await failureOf(createMailer({ url, from }).send({ ...mail, ...injected }, { signal }));
  expect(error).toMatchObject({ code: 'invalid_request', message: expect.stringContaining(field) });
  expect(delivered).toEqual([]);
});

test.each([
  'ada@example.org, mallory@example.org',
  'ada@example.org; mallory@example.org',
  'friends: ada@example.org, mallory@example.org;',
  'Ada <mallory@example.org>, x@example.org',
])('an address that names several people reaches none of them: %s', async (to) => {
  const { url, delivered } = server;
  expect(await failureOf(createMailer({ url, from }).send({ ...mail, to }, { signal }))).toMatchObject({ code: 'invalid_request' });
  expect(delivered).toEqual([]);
});

test('a line of the text that looks like the end of the mail does not end it', async () => {
  const { url, delivered } = server;
  await createMailer({ url, from }).send({ ...mail, text: 'before\n.\nMAIL FROM:<x@example.org>\nafter' }, { signal });
  expect(delivered).toHaveLength(1);
  expect(delivered[0]?.body).toContain('after');
});
