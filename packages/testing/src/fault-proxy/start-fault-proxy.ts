import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Latency } from './faults.ts';
import { forward } from './forward.ts';
import { readAsked } from './read-asked.ts';
import { createRandom } from './random.ts';
import { queueOf, type Rule, type Script, type SeenRequest } from './script.ts';

/** A request with how it ended. */
export interface RequestRecord extends SeenRequest {
  fault: Fault['kind'] | undefined;
  /** Absent while it runs, and where no status was sent. */
  status: number | undefined;
  /** `Date.now()` when the answer was out or the connection gone. */
  endedAt: number | undefined;
  /** The whole answer went out. */
  complete: boolean;
}

export interface FaultProxyOptions {
  /** The base URL that is proxied, for instance `http://127.0.0.1:4100/v1`. */
  upstream: string;
  /** What happens to which request; can be changed at any time. Default: all pass. */
  script?: Script | readonly Rule[];
  /** For the latencies; default 1. */
  seed?: number;
}

export interface FaultProxy {
  /** To be given as base URL in place of upstream's. */
  url: string;
  /** Every request since the start, or since `records.length = 0`, in the order of arrival. */
  records: RequestRecord[];
  /** Replaces the script. Rules start with all their times. */
  setScript: (script: Script | readonly Rule[]) => void;
  close: () => Promise<void>;
}

/** Starts an HTTP server on loopback that passes requests on to an OpenAI-compatible server, with faults as scripted. */
export async function startFaultProxy({ upstream, script = [], seed = 1 }: FaultProxyOptions): Promise<FaultProxy> {
  let decide = toScript(script);
  const random = createRandom(seed);
  const records: RequestRecord[] = [];
  const countOfKey = new Map<string | undefined, number>();
  let count = 0;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const path = (incoming.url ?? '/').replace(/^\/v1/, '');
    const key = incoming.headers.authorization?.replace(/^Bearer /, '');
    count += 1;
    countOfKey.set(key, (countOfKey.get(key) ?? 0) + 1);
    const seen: SeenRequest = {
      method: incoming.method ?? 'GET',
      path: path.replace(/\?.*$/, ''),
      key,
      ...readAsked(body),
      nth: count,
      nthOfKey: countOfKey.get(key) ?? 0,
      at: Date.now(),
    };
    const { latency, fault } = decide(seen) ?? {};
    const record: RequestRecord = { ...seen, fault: fault?.kind, status: undefined, endedAt: undefined, complete: false };
    records.push(record);
    const signal = noteEnd(response, record);
    const due = startWait(latency ? draw(latency, random) : 0, signal);
    if (latency?.of !== 'call') await due();
    await answer({ method: seen.method, url: `${upstream}${path}`, headers: incoming.headers, body, signal, due }, response, fault);
  }

  // What goes wrong between client and upstream can only be shown as a broken connection.
  const server = createServer((incoming, response) => void serve(incoming, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    records,
    setScript(next) {
      decide = toScript(next);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function toScript(script: Script | readonly Rule[]): Script {
  return typeof script === 'function' ? script : queueOf(script);
}

function draw({ meanMs, jitterMs = 0 }: Latency, random: () => number): number {
  return Math.max(0, meanMs + jitterMs * (2 * random() - 1));
}

/** Something that resolves so long from now, whenever it is asked. */
function startWait(ms: number, signal: AbortSignal): () => Promise<void> {
  const end = performance.now() + ms;
  return async () => {
    const leftMs = end - performance.now();
    if (leftMs > 0) await sleep(leftMs, undefined, { signal });
  };
}

/** Completes the record when the response is over. The signal aborts when the client leaves before that. */
function noteEnd(response: ServerResponse, record: RequestRecord): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    record.endedAt = Date.now();
    record.complete = response.writableFinished;
    record.status = response.headersSent ? response.statusCode : undefined;
    left.abort();
  });
  return left.signal;
}

async function answer(request: Parameters<typeof forward>[0], response: ServerResponse, fault: Fault | undefined): Promise<void> {
  switch (fault?.kind) {
    case 'blackhole':
      return;
    case 'reset':
      await request.due();
      response.socket?.resetAndDestroy();
      return;
    case 'status': {
      await request.due();
      const error = { message: `The proxy was told to answer ${fault.status}.`, type: fault.code ?? null, code: fault.code ?? null };
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(JSON.stringify({ error }));
      return;
    }
    default:
      await forward(request, response, fault);
  }
}
