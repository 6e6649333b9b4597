import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { alterAnswer } from './alter-answer.ts';
import type { Fault } from './faults.ts';

/** A request on its way upstream. */
export interface Forwarded {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Aborts when the client hangs up. */
  signal: AbortSignal;
  /** Resolves when the answer may go out; rejects when the client hangs up first. */
  due: () => Promise<void>;
}

type AnswerFault = Extract<Fault, { kind: 'cut' | 'malformed_body' | 'malformed_content' | 'too_few_items' | 'wrong_evidence' }>;

/** They belong to one connection, or are no longer true of a body that may be altered. */
const ownHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'accept-encoding',
]);

/** Passes a request on and streams the answer back, with what the fault does to it. */
export async function forward(request: Forwarded, response: ServerResponse, fault: AnswerFault | undefined): Promise<void> {
  const { method, url, headers, body, signal, due } = request;
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    ownHeaders.has(name) || value === undefined ? [] : [[name, String(value)]],
  );
  const answer = await fetch(url, { method, headers: sent, signal, ...(body.length > 0 && { body: new Uint8Array(body) }) });
  const received = [...answer.headers].filter(([name]) => !ownHeaders.has(name));
  await due();
  response.writeHead(answer.status, Object.fromEntries(received));
  if (fault === undefined || fault.kind === 'cut') return stream(answer, response, fault?.afterBytes);
  const text = await answer.text();
  response.end(fault.kind === 'malformed_body' ? '<html><body>502 Bad Gateway' : alterAnswer(text, fault));
}

async function stream(answer: Response, response: ServerResponse, cutAfter = Number.POSITIVE_INFINITY): Promise<void> {
  if (answer.body === null) {
    response.end();
    return;
  }
  let left = cutAfter;
  const cutter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (left > 0) return done(null, part);
      // Only once these bytes are out is the connection broken, so that the client sees the beginning of the answer.
      response.write(part, () => response.destroy());
      done();
    },
  });
  await pipeline(Readable.fromWeb(answer.body), cutter, response);
}
