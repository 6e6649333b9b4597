/**
 * The Chroma server as a process: `node chroma-process.ts <folder> <port>`. Ends when its standard input closes, that is
 * when the process that started it is gone or asks for it; life-line.ts sees to that, because the server blocks this
 * thread for good. Its environment is empty: it reports to nobody unless variables or a config file name an address.
 */
import { Worker } from 'node:worker_threads';
import { loadChromaBinding } from './bindings.ts';

const [, , folder = '', port = ''] = process.argv;

const lifeLine = new Worker(new URL('./life-line.ts', import.meta.url));
lifeLine.on('error', () => process.exit(1));
try {
  loadChromaBinding().cli(['chroma', 'run', '--path', folder, '--host', '127.0.0.1', '--port', port]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
// The server only gives the thread back when it could not start, having said why.
process.exit(1);
