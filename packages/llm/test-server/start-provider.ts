import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

/** What one request asked, as far as tests look at it. */
export interface ProviderRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: ProviderBody;
  /** Resolves when the client's socket closes before the answer is out. */
  hungUp: Promise<void>;
}

export interface ProviderBody {
  model?: string;
  messages?: { role: string; content: string }[];
  input?: string[];
  max_tokens?: number;
  max_completion_tokens?: number;
  response_format?: { type: string; json_schema?: { name: string; strict: boolean; schema: object } };
}

export type Answer = (request: ProviderRequest, response: ServerResponse) => void | Promise<void>;

export interface Provider {
  /** To be given as `baseUrl`. */
  url: string;
  requests: ProviderRequest[];
  /** How requests are answered from now on. */
  answer: Answer;
  close(): Promise<void>;
}

/** A provider on loopback that answers as a test tells it to, so that every way of failing can be had. */
export async function startProvider(): Promise<Provider> {
  const server = createServer(async (incoming, response) => {
    const body = incoming.method === 'POST' ? ((await json(incoming)) as ProviderBody) : {};
    const hungUp = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    const request = { path: incoming.url ?? '', headers: incoming.headers, body, hungUp };
    provider.requests.push(request);
    await provider.answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');

  const provider: Provider = {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests: [],
    answer: sendError(500),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
}

export function sendJson(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Whatever a proxy or a broken provider may send with a 200. */
export function sendText(body: string, contentType: string): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': contentType }).end(body);
  };
}

/** An error in OpenAI's form. */
export function sendError(status: number, error: { code?: string; type?: string; param?: string } = {}, headers = {}): Answer {
  return sendJson({ error: { message: `told to fail with ${status}`, ...error } }, status, headers);
}

/** A chat completion with this content. */
export function sendChat(content: string | null, choice: { finish_reason?: string; refusal?: string } = {}): Answer {
  const { finish_reason = 'stop', refusal = null } = choice;
  return sendJson({
    choices: [{ index: 0, finish_reason, message: { role: 'assistant', content, refusal } }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  });
}

/** Nothing at all, until the client gives up. */
export const neverAnswer: Answer = () => undefined;
