import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { AppError } from '@lectern/contract';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { createMailer } from './create-mailer.ts';

interface Delivered {
  from: string | undefined;
  to: string[];
  raw: string;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A mail server on this machine that keeps what it takes. */
async function startMailServer(): Promise<{ url: string; delivered: Delivered[] }> {
  const delivered: Delivered[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? undefined : mailFrom.address;
      let raw = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => (raw += chunk));
      stream.on('end', () => {
        delivered.push({ from, to: rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  cleanups.push(() => smtp.close());
  return { url: `smtp://127.0.0.1:${portOf(smtp.server.address())}`, delivered };
}

/** Takes connections and says nothing. */
async function startSilentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `smtp://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  return address.port;
}

const from = 'Lectern <lectern@example.org>';
const mail = {
  to: 'ada@example.org',
  subject: 'A new password for Lectern',
  text: 'Follow this link:\n\nhttps://example.org/reset-password?token=abc\n',
};
const { signal } = new AbortController();

/** The headers of a mail, unfolded, and its body. */
function parse(raw: string): { headers: string[]; body: string } {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  return { headers: head.replaceAll(/\r\n[ \t]+/gu, ' ').split('\r\n'), body: body.join('\r\n\r\n') };
}

async function failureOf(sending: Promise<void>): Promise<AppError> {
  const error: unknown = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error('no AppError was thrown', { cause: error });
}

test('a mail arrives as plain text, with its link whole', async () => {
  const { url, delivered } = await startMailServer();
  await createMailer({ url, from }).send(mail, { signal });
  expect(delivered).toMatchObject([{ from: 'lectern@example.org', to: ['ada@example.org'] }]);
  const { headers, body } = parse(delivered[0]?.raw ?? '');
  expect(headers).toEqual(
    expect.arrayContaining([
      `From: ${from}`,
      'To: ada@example.org',
      'Subject: A new password for Lectern',
      expect.stringMatching(/^Content-Type: text\/plain; charset=utf-8/u),
    ]),
  );
  expect(body).toContain('https://example.org/reset-password?token=abc');
});

test('one mailer sends many mails, in any script', async () => {
  const { url, delivered } = await startMailServer();
  const mailer = createMailer({ url, from });
  await mailer.send(mail, { signal });
  await mailer.send({ ...mail, subject: 'Größe – 大きさ' }, { signal });
  expect(delivered).toHaveLength(2);
  expect(parse(delivered[1]?.raw ?? '').headers).toContainEqual(expect.stringMatching(/^Subject: =\?UTF-8\?/u));
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
  const { url, delivered } = await startMailServer();
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
  const { url, delivered } = await startMailServer();
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
  const { url, delivered } = await startMailServer();
  expect(await failureOf(createMailer({ url, from }).send({ ...mail, to }, { signal }))).toMatchObject({ code: 'invalid_request' });
  expect(delivered).toEqual([]);
});

test('a line of the text that looks like the end of the mail does not end it', async () => {
  const { url, delivered } = await startMailServer();
  await createMailer({ url, from }).send({ ...mail, text: 'before\n.\nMAIL FROM:<x@example.org>\nafter' }, { signal });
  expect(delivered).toHaveLength(1);
  expect(parse(delivered[0]?.raw ?? '').body).toContain('after');
});
