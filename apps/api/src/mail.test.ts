import { setTimeout as sleep } from 'node:timers/promises';
import { openTcpLink, type TcpLink, waitFor } from '@lectern/testing';
import { type DeliveredMail, type MailServer, startMailServer } from '@lectern/testing/mail-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from './testing/client.ts';
import { fromAnywhere } from './testing/from-anywhere.ts';
import { startAnother } from './testing/start-another.ts';
import { startTestApi, type TestApi, type TestUser } from './testing/start-test-api.ts';

const password = 'correct horse battery';

let mailServer: MailServer;
/** The way to it, which can be cut. */
let way: TcpLink;
let api: TestApi;
let client: Client;
let operator: TestUser;

beforeAll(async () => {
  mailServer = await startMailServer();
  way = await openTcpLink(mailServer.url);
  const mail = { SMTP_URL: way.url, SMTP_FROM: 'Lectern <lectern@example.org>' };
  api = await startTestApi({ variables: { ...mail, LECTERN_TRUSTED_PROXIES: '127.0.0.1,::1' } });
  client = fromAnywhere(createClient(api.url));
  operator = await api.makeUser('operator');
});
afterAll(async () => {
  await api.close();
  await way.close();
  await mailServer.close();
});

let people = 0;
const newEmail = () => `person-${(people += 1)}@example.org`;
const mailsTo = (email: string) => mailServer.delivered.filter(({ to }) => to.includes(email));
/** The link in a mail, and the secret that it ends with. */
function linkIn(mail: DeliveredMail | undefined): { url: string; secret: string } {
  const url = /\bhttps?:\S+=\S+/u.exec(mail?.body ?? '')?.[0] ?? '';
  return { url, secret: url.split('=').at(-1) ?? '' };
}

describe('an invitation', () => {
  const invite = async (body: object) => (await client.call('createInvitation', { token: operator.token, body })).body;
  const signUp = (email: string, invitation: string) => ({ body: { email, password, name: 'Ada', invitation } });

  test('with an address is mailed there, and its link signs up that address alone', async () => {
    const email = newEmail();
    const invited = await invite({ email });
    expect(invited.mailed).toBe(true);
    const mails = mailsTo(email);
    expect(mails).toMatchObject([{ from: 'lectern@example.org', to: [email] }]);
    const { url, secret } = linkIn(mails[0]);
    expect(url).toBe(invited.url);
    expect((await client.refuse('signUp', signUp(newEmail(), secret))).problem.code).toBe('invitation_invalid');
    expect((await client.call('signUp', signUp(email, secret))).body.email).toBe(email);
  });

  test('without an address is mailed to nobody, and its link signs up whoever has it', async () => {
    const before = mailServer.delivered.length;
    const { mailed, url } = await invite({});
    expect([mailed, mailServer.delivered.length]).toEqual([false, before]);
    const { searchParams } = new URL(url);
    await client.call('signUp', signUp(newEmail(), searchParams.get('invitation') ?? ''));
  });

  test('is there with its link while the mail server is away', async () => {
    const email = newEmail();
    await way.cut();
    const { mailed, url } = await invite({ email }).finally(() => way.mend());
    expect([mailed, mailsTo(email)]).toEqual([false, []]);
    await client.call('signUp', signUp(email, new URL(url).searchParams.get('invitation') ?? ''));
  });
});

describe('who forgot a password', () => {
  async function makePerson() {
    const { id, token } = await api.makeUser();
    await api.setPassword(id, password);
    return { id, token, email: `teacher-${id}@example.org` };
  }
  const ask = (email: string) => client.fetch('forgotPassword', { body: { email } });
  /** Until no mail is under way any more. */
  const settled = () => api.deps.later.close();

  test('is mailed a link that sets another one, once', async () => {
    const { email } = await makePerson();
    await ask(email.toUpperCase());
    await settled();
    const mails = mailsTo(email);
    expect(mails).toHaveLength(1);
    const { url, secret } = linkIn(mails[0]);
    expect(url).toBe(`${api.deps.accounts.publicUrl}/reset-password?token=${secret}`);
    const reset = { body: { token: secret, password: 'something else entirely' } };
    expect((await client.fetch('resetPassword', reset)).status).toBe(204);
    expect((await client.refuse('signIn', { body: { email, password } })).problem.code).toBe('sign_in_failed');
    await client.call('signIn', { body: { email, password: 'something else entirely' } });
    expect((await client.refuse('resetPassword', reset)).problem.code).toBe('invitation_invalid');
  });

  test('is mailed once a minute, however often and from wherever it is asked for', async () => {
    const { id, email } = await makePerson();
    await Promise.all(Array.from({ length: 5 }, () => ask(email)));
    await settled();
    await ask(email);
    await settled();
    expect(mailsTo(email)).toHaveLength(1);
    await api.sql`update verifications set created_at = now() - interval '61 seconds' where identifier = ${`password-reset:${id}`}`;
    await ask(email);
    await settled();
    expect(mailsTo(email)).toHaveLength(2);
  });

  test('is answered as somebody unknown or disabled, before any mail is sent; those get none', async () => {
    const known = await makePerson();
    const disabled = await makePerson();
    await client.call('updateUser', { token: operator.token, params: { id: disabled.id }, body: { disabled: true } });
    const nobody = newEmail();
    const release = mailServer.hold();
    const begun = mailServer.delivered.length;
    const answers = [];
    try {
      for (const email of [known.email, disabled.email, nobody]) answers.push(await describeAnswer(await ask(email)));
      // It is on its way, and the answer was there all the same.
      await waitFor(() => mailServer.waiting() === 1);
    } finally {
      release();
    }
    await settled();
    expect(answers[0]).toMatchObject({ status: 202, body: '' });
    expect(answers.slice(1)).toEqual([answers[0], answers[0]]);
    expect(mailServer.delivered.slice(begun).flatMap(({ to }) => to)).toEqual([known.email]);
  });

  test('loses nothing by a mail server that is away, and can ask again later', async () => {
    const { id, email } = await makePerson();
    await way.cut();
    try {
      expect((await ask(email)).status).toBe(202);
      await settled();
    } finally {
      await way.mend();
    }
    await client.call('signIn', { body: { email, password } });
    await api.sql`update verifications set created_at = now() - interval '61 seconds' where identifier = ${`password-reset:${id}`}`;
    await ask(email);
    await settled();
    expect(mailsTo(email)).toHaveLength(1);
  });

  test('gets the mail although the process ends meanwhile', async () => {
    const { email } = await makePerson();
    const another = await startAnother(api);
    const release = mailServer.hold();
    await createClient(another.url).fetch('forgotPassword', { body: { email } });
    await waitFor(() => mailServer.waiting() === 1);
    const ended = another.close().then(() => 'it has ended');
    // Without anything to wait for it ends in a fraction of this.
    const state = await Promise.race([ended, sleep(1_000, 'it waits')]);
    release();
    await ended;
    expect(state).toBe('it waits');
    expect(mailsTo(email)).toHaveLength(1);
  });
});

/** All that an answer tells, but when it was made and for which request. */
async function describeAnswer(response: Response) {
  const { date: _, 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}
