import './without-canvas.ts';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ChildArguments, Request, type Reply } from '../messages.ts';
import { toFailure } from './failures.ts';
import { openDocument, type OpenDocument } from './open-document.ts';

/** The document read last stays open: page ranges of one book arrive one after the other, and opening it takes longer than a page. */
let warm: { version: string; document: OpenDocument } | undefined;

async function answer(request: Request): Promise<Reply> {
  const { id, path } = request;
  try {
    const document = await documentAt(path);
    if (request.ask === 'inspect') return { answer: 'inspected', id, ...(await document.inspect()) };
    return { answer: 'extracted', id, pages: await document.extract(request.from, request.to) };
  } catch (thrown) {
    await closeWarm();
    return toFailure(id, thrown);
  }
}

async function documentAt(path: string): Promise<OpenDocument> {
  const { size, mtimeMs, ino } = await stat(path);
  const version = `${path} ${ino} ${size} ${mtimeMs}`;
  if (warm?.version === version) return warm.document;
  await closeWarm();
  const document = await openDocument(path);
  warm = { version, document };
  return document;
}

async function closeWarm(): Promise<void> {
  const { document } = warm ?? {};
  warm = undefined;
  await document?.close().catch(() => undefined);
}

function say(reply: Reply): void {
  process.send?.(reply);
}

const { rssLimitMb } = ChildArguments.parse({ rssLimitMb: process.argv[2] });
const workerData = { rssLimitBytes: rssLimitMb * 1024 * 1024, parentPid: process.ppid };
const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), { workerData });
watchdog.once('error', () => process.exit(1));
process.on('disconnect', () => process.exit());
process.on('message', (message) => void answer(Request.parse(message)).then(say));
say({ answer: 'ready' });
