import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** Opens a connection and sends exactly these bytes. */
export async function openRaw(url: string, bytes: string | Buffer): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

/** Sends exactly these bytes, which must ask for `connection: close`, and gives the whole answer. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<string> {
  return text(await openRaw(url, bytes));
}
