import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Babbler {
  /** To be given as base URL in place of the model's. */
  url: string;
  /** The chat messages of users that came so far. */
  prompts: readonly string[];
  /** From now on chat calls are answered with prose that is of no use; until then by the model. */
  babble: () => void;
  close: () => Promise<void>;
}

const prose = 'Gladly! Before I write any questions I would like to tell you about the sea, which is blue, and wide.';

function readPrompts(body: Uint8Array): string[] {
  const { messages }: { messages: { role: string; content: string }[] } = JSON.parse(new TextDecoder().decode(body));
  return messages.filter(({ role }) => role === 'user').map(({ content }) => content);
}

/** A model that may lose its mind: its answers are whole and well-formed, and nothing in them is what was asked for. */
export async function startBabbler(upstream: string): Promise<Babbler> {
  let babbling = false;
  const prompts: string[] = [];
  const server = createServer(async (incoming, response) => {
    const body = new Uint8Array(await buffer(incoming));
    const path = (incoming.url ?? '').replace(/^\/v1/u, '');
    response.setHeader('content-type', 'application/json');
    if (path === '/chat/completions') prompts.push(...readPrompts(body));
    if (babbling && path === '/chat/completions') {
      const message = { role: 'assistant', content: prose, refusal: null };
      const usage = { prompt_tokens: 1_000, completion_tokens: 25 };
      response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
      return;
    }
    const answer = await fetch(`${upstream}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The babbler has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    prompts,
    babble: () => void (babbling = true),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
