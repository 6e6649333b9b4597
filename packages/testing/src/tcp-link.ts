import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be broken and mended, so that a test takes the server away from nobody else. */
export interface TcpLink {
  /** The given address, by way of the link. */
  url: string;
  /** Ends all connections and refuses new ones, as a server that is down. */
  cut(): Promise<void>;
  /** Swallows every byte from now on, as a network that is gone. */
  freeze(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function openTcpLink(url: string): Promise<TcpLink> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let frozen = false;

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', (bytes) => {
        if (!frozen) to.write(bytes);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const linked = new URL(url);
  linked.hostname = '127.0.0.1';
  linked.port = String(port);

  async function cut(): Promise<void> {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: linked.href,
    cut,
    freeze() {
      frozen = true;
    },
    async mend() {
      // Whoever waits for bytes that were swallowed would wait for ever.
      if (frozen) for (const socket of sockets) socket.destroy();
      frozen = false;
      if (server.listening) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close: cut,
  };
}
