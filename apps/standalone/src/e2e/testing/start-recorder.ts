import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

/** A call to the model, with the text that was sent. */
export interface RecordedCall {
  /** What for: the name of the schema that the answer is to fit. */
  schema: string | undefined;
  /** All that a user said in it. */
  prompt: string;
  /** The whole answer went out to whoever asked. */
  complete: boolean;
}

export interface Recorder {
  /** To be given as base URL in place of the model's. */
  url: string;
  calls: readonly RecordedCall[];
  close(): Promise<void>;
}

const Asked = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })).default([]),
  response_format: z.object({ json_schema: z.object({ name: z.string() }).optional() }).optional(),
});

/** Passes everything on and keeps the texts, which a fault proxy does not. */
export async function startRecorder(upstream: string): Promise<Recorder> {
  const calls: RecordedCall[] = [];
  const server = createServer(async (incoming, response) => {
    const left = new AbortController();
    const body = new Uint8Array(await buffer(incoming));
    const { messages, response_format: format } = Asked.parse(body.length > 0 ? JSON.parse(new TextDecoder().decode(body)) : {});
    const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    const call: RecordedCall = { schema: format?.json_schema?.name, prompt: said.join('\n'), complete: false };
    calls.push(call);
    response.once('close', () => {
      call.complete = response.writableFinished;
      left.abort();
    });
    const path = (incoming.url ?? '').replace(/^\/v1/u, '');
    try {
      const headers = { 'content-type': 'application/json' };
      const sent = { method: incoming.method ?? 'GET', ...(body.length > 0 && { headers, body }), signal: left.signal };
      const answer = await fetch(`${upstream}${path}`, sent);
      const text = await answer.text();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    } catch {
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The recorder has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    calls,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
