import { once } from 'node:events';
import { SMTPServer, type SMTPServerEnvelope } from 'smtp-server';

export interface DeliveredMail {
  from: string | undefined;
  to: string[];
  /** Unfolded, each as `Name: value`. */
  headers: string[];
  /** As it is to be read: decoded. */
  body: string;
}

/** A real mail server on this machine. */
export interface MailServer {
  /** For `SMTP_URL`. */
  url: string;
  /** All that it has taken, the first first. */
  delivered: DeliveredMail[];
  /** Lets whoever begins a mail wait from now on, until the returned function is called. */
  hold(): () => void;
  /** How many wait. */
  waiting(): number;
  close(): Promise<void>;
}

/** Keeps what it takes; neither encrypts nor asks who it is. */
export async function startMailServer(): Promise<MailServer> {
  const delivered: DeliveredMail[] = [];
  const waiting: (() => void)[] = [];
  let holding = false;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom(_address, _session, done) {
      if (holding) waiting.push(done);
      else done();
    },
    onData(stream, { envelope }, done) {
      let raw = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => (raw += chunk));
      stream.on('end', () => {
        delivered.push({ ...peopleOf(envelope), ...parse(raw) });
        done();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const address = smtp.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the mail server has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    delivered,
    waiting: () => waiting.length,
    hold() {
      holding = true;
      return () => {
        holding = false;
        for (const go of waiting.splice(0)) go();
      };
    },
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}

function peopleOf({ mailFrom, rcptTo }: SMTPServerEnvelope): Pick<DeliveredMail, 'from' | 'to'> {
  return { from: mailFrom === false ? undefined : mailFrom.address, to: rcptTo.map(({ address }) => address) };
}

function parse(raw: string): Pick<DeliveredMail, 'headers' | 'body'> {
  const [head = '', ...parts] = raw.split('\r\n\r\n');
  const headers = head.replaceAll(/\r\n[ \t]+/gu, ' ').split('\r\n');
  return { headers, body: decode(parts.join('\r\n\r\n'), headers) };
}

/** A link in a mail is broken up for transport, unless it is short. */
function decode(body: string, headers: readonly string[]): string {
  const encoding = headers.find((header) => /^content-transfer-encoding:/iu.test(header))?.split(':')[1];
  switch (encoding?.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString();
    case 'quoted-printable': {
      const bytes = body
        .replaceAll(/=\r\n/gu, '')
        .replaceAll(/=([\dA-F]{2})/gu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString();
    }
    default:
      return body;
  }
}
