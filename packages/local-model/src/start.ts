import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { createEmbedder } from './embedding/embed.ts';
import { createApp, type LogEntry } from './server/app.ts';
import { createSkills } from './skills/registry.ts';
import { createAnalyser } from './text/analyser.ts';

export interface LocalModelOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  onLog?: (entry: LogEntry) => void;
}

export interface LocalModel {
  /** The base URL for OpenAI clients: `http://127.0.0.1:4100/v1`. */
  url: string;
  /** Stops accepting, lets running requests finish for up to two seconds, then cuts them. */
  close: () => Promise<void>;
}

const closeGraceMs = 2_000;

/** Starts the built-in model; resolves when it accepts requests, rejects with the system's error (`EADDRINUSE`) when it cannot. */
export async function startLocalModel({ host, port, onLog = () => {} }: LocalModelOptions): Promise<LocalModel> {
  const app = createApp({ skills: createSkills(), analyser: createAnalyser(), embedder: createEmbedder(), onLog });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}/v1`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), closeGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
