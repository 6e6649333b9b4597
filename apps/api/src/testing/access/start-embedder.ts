import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

export interface Embedder {
  /** For `OPENAI_BASE_URL`. */
  url: string;
  close(): Promise<void>;
}

/** A model server that embeds every text alike, and does nothing else. */
export async function startEmbedder(): Promise<Embedder> {
  const server = createServer(async (request, response) => {
    const { input = [] } = (await json(request)) as { input?: string[] };
    const data = input.map((_text, index) => ({ object: 'embedding', index, embedding: [0.6, 0.8] }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', data, usage: { prompt_tokens: 1, total_tokens: 1 } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the embedder has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
