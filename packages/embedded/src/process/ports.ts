import { once } from 'node:events';
import { createServer } from 'node:net';
import { ServerStartError, systemErrorCode } from '../server-start-error.ts';

/** The port a server shall listen on: the wanted one, checked, or one that is free right now. */
export async function choosePort(server: string, wanted: number | undefined): Promise<number> {
  try {
    return await listenOnce(wanted ?? 0);
  } catch (error) {
    throw new ServerStartError(portProblem(server, wanted ?? 0, systemErrorCode(error)), { cause: error });
  }
}

/** One line for a port that cannot be had. */
export function portProblem(server: string, port: number, code: string | undefined): string {
  if (code === 'EACCES') return `${server} may not listen on port ${port}: choose one above 1023.`;
  if (code === 'EADDRINUSE') {
    return `${server} cannot listen on 127.0.0.1:${port}, another program does: stop that program or choose another port.`;
  }
  return `${server} cannot listen on 127.0.0.1:${port} (${code ?? 'unknown reason'}): choose another port.`;
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}
