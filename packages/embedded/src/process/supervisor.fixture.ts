/**
 * A supervisor for tests to kill: `node supervisor.fixture.ts <postgres | chroma> <data folder>`. Prints the server's
 * `{ url, pid }` as a line of JSON, then stays, deaf to Ctrl-C.
 */
import { startChroma } from '../chroma/start-chroma.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

const [, , kind, dataDir = ''] = process.argv;

process.on('SIGINT', () => undefined);
const start = kind === 'postgres' ? startPostgres : startChroma;
const { url, pid } = await start({ dataDir });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
