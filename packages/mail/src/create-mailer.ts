import { AppError } from '@lectern/contract';
import type { Mailer } from '@lectern/core';
import { createTransport } from 'nodemailer';

export interface MailerOptions {
  /** `smtp://user:password@mail.example.org:587` (encrypted where the server offers it) or `smtps://…` (encrypted from the first byte). */
  url: string;
  /** What mail comes from, for instance `Lectern <lectern@example.org>`. */
  from: string;
}

/** In milliseconds. Whoever asked for the mail waits meanwhile, and a server that is well is far below. */
const timeLimits = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 };
/** For the whole of it: a server may dawdle with every line. */
const sendLimitMs = 30_000;
/** Without a name, quotes or comments: nothing that could be read as more than one. */
const oneAddress = /^[^\s\p{Cc},;:<>()"\\@]+@[^\s\p{Cc},;:<>()"\\@]+$/u;

/**
 * Plain text mail over SMTP. `send` throws `unavailable` with the reason as its cause, and `invalid_request` for an address or a
 * subject that could become more than one.
 */
export function createMailer({ url, from }: MailerOptions): Mailer {
  // A connection for each mail: there are few, and hours between them.
  const transport = createTransport({ url, ...timeLimits, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send({ to, subject, text }, { signal }) {
      refuseInjection({ to, subject });
      const within = AbortSignal.any([signal, AbortSignal.timeout(sendLimitMs)]);
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text, signal: within });
      } catch (error) {
        throw new AppError('unavailable', 'The mail could not be sent', { retryable: true, cause: error });
      }
    },
  };
}

/** Nobody's honest mail needs a line break here, which would begin another header, or a `to` that reaches several people. */
function refuseInjection({ to, subject }: { to: string; subject: string }): void {
  if (!oneAddress.test(to)) throw new AppError('invalid_request', 'The mail’s `to` is not one plain address');
  if (/\p{Cc}/u.test(subject)) throw new AppError('invalid_request', 'The mail’s `subject` has line breaks in it');
}
