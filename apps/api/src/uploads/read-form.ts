import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError, limits } from '@lectern/contract';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { invalid } from '../http/parse-input.ts';
import { Refusal } from '../http/problem.ts';

export interface FormFile {
  /** Its place among the files, from 0. */
  index: number;
  field: string;
  /** As the client named it: perhaps a path, perhaps nothing. */
  name: string;
  stream: Readable;
  /** Aborts when the upload has failed elsewhere. */
  signal: AbortSignal;
}

export interface FormHandlers {
  /** Must read the stream to its end, or reject. The next file comes when this one's bytes have been read. */
  onFile(file: FormFile): Promise<void>;
  onField(name: string, value: string): Promise<void>;
}

/** Silence after which a client is taken for gone. A slow line is slow, but not silent for a minute. */
const idleLimitMs = 60_000;

const formLimits = {
  files: limits.filesPerUpload,
  fields: 10,
  // A title of the greatest length, with every character four bytes long, with room to spare.
  fieldSize: 4 * limits.titleChars + 1_024,
  headerPairs: 20,
  headerSize: 16 * 1024,
};

/**
 * Reads multipart/form-data as it comes: what is in memory is one buffer, however large the files. The first thing that goes
 * wrong ends it: nothing more is parsed, open files end with an error, and it rejects once all handlers have come back; the
 * rest of the request is left unread. Errors: those of the handlers, `too_many_files`, `upload_interrupted` (hung up; silent
 * for a minute), `invalid_request` (malformed; too many or too long fields).
 */
export async function readForm(request: IncomingMessage, handlers: FormHandlers): Promise<void> {
  const parser = openParser(request);
  const files: BusboyFileStream[] = [];
  const handling: Promise<void>[] = [];
  const { promise: parsed, resolve, reject } = Promise.withResolvers<void>();
  const failure = new AbortController();

  function fail(error: unknown): void {
    failure.abort();
    reject(error);
  }
  function handle(work: Promise<void>): void {
    handling.push(work);
    work.catch(fail);
  }

  parser.on('file', (field: string | undefined, stream, name: string | undefined) => {
    // Whoever reads it hears of it too, and the parser reports what is malformed; but without a listener it ends the process.
    stream.on('error', () => {});
    if (failure.signal.aborted) return void stream.resume();
    files.push(stream);
    handle(
      handlers.onFile({ index: files.length - 1, field: field ?? '', name: unescapeQuotes(name ?? ''), stream, signal: failure.signal }),
    );
  });
  parser.on('field', (name: string | undefined, value, _, truncated) => {
    if (failure.signal.aborted) return;
    if (truncated) return fail(invalid([{ path: name ?? '', message: `at most ${formLimits.fieldSize} bytes` }]));
    handle(handlers.onField(name ?? '', value));
  });
  parser.on('filesLimit', () => fail(new AppError('too_many_files')));
  parser.on('fieldsLimit', () => fail(new AppError('invalid_request', 'The form has too many fields.')));
  parser.on('error', (cause) => fail(malformed(cause)));
  parser.on('finish', resolve);

  const stopWatching = watchRequest(request, fail);
  request.pipe(parser);
  try {
    await parsed;
    await Promise.all(handling);
  } catch (error) {
    request.unpipe(parser);
    for (const stream of files) stream.destroy();
    await Promise.allSettled(handling);
    throw error;
  } finally {
    stopWatching();
  }
}

function openParser(request: IncomingMessage): BusboyInstance {
  try {
    const headers = { ...request.headers, 'content-type': request.headers['content-type'] ?? '' };
    // Paths are kept here because busboy turns `..` into no name at all, which is how browsers send "no file chosen".
    return new Busboy({ headers, limits: formLimits, preservePath: true, defCharset: 'utf8', isPartAFile });
  } catch (cause) {
    throw malformed(cause);
  }
}

/** Busboy drops empty names, so the type has to tell a file without one from a field. */
function isPartAFile(_field: string | undefined, type: string | undefined, name: string | undefined): boolean {
  return name !== undefined || type !== 'text/plain';
}

/** How browsers send a quote within a name (HTML standard, multipart/form-data encoding). */
function unescapeQuotes(name: string): string {
  return name.replaceAll('%22', '"');
}

function malformed(cause: unknown): AppError {
  return new Refusal('invalid_request', 'The multipart body is malformed.', { status: 400, cause });
}

/** Reports a client that hung up or went silent. Returns how to stop watching. */
function watchRequest(request: IncomingMessage, fail: (error: AppError) => void): () => void {
  const interrupted = () => fail(new AppError('upload_interrupted'));
  const closed = () => {
    if (!request.complete) interrupted();
  };
  const idle = setTimeout(interrupted, idleLimitMs);
  const alive = () => void idle.refresh();
  request.on('data', alive).on('error', interrupted).on('close', closed);
  return () => {
    clearTimeout(idle);
    // The listener for errors stays: without one, a connection that breaks now would end the process.
    request.off('data', alive).off('close', closed);
  };
}
