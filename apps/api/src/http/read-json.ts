import type { IncomingMessage } from 'node:http';
import { AppError, limits } from '@lectern/contract';
import { Refusal } from './problem.ts';

/** Silence after which a client is taken for gone. */
const idleLimitMs = 30_000;
/** For all of it: 1 MB at 140 kbit/s. Whoever sends a byte now and then is not waited for. */
const wholeLimitMs = 60_000;

/**
 * Reads a JSON body. Errors: `unsupported_media_type`; `body_too_large` as soon as it is known, with the rest unread;
 * `invalid_request` (400) for what is not JSON in UTF-8.
 */
export async function readJson(request: IncomingMessage, { wholeMs = wholeLimitMs } = {}): Promise<unknown> {
  if (!isJson(request.headers['content-type'])) {
    throw new AppError('unsupported_media_type', 'This route takes application/json.');
  }
  if (Number(request.headers['content-length']) > limits.bodyBytes) throw new AppError('body_too_large');
  const body = await readAll(request, wholeMs);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new Refusal('invalid_request', 'The body is not valid JSON in UTF-8.', { status: 400, cause });
  }
}

function isJson(contentType: string | undefined): boolean {
  const [mediaType = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='));
  return mediaType.trim() === 'application/json' && (charset === undefined || /=\s*"?utf-?8"?\s*$/.test(charset));
}

async function readAll(request: IncomingMessage, wholeMs: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const interrupted = () => reject(new AppError('invalid_request', 'The body broke off.'));
  const idle = setTimeout(interrupted, idleLimitMs);
  const whole = setTimeout(interrupted, wholeMs);
  const take = (chunk: Buffer) => {
    idle.refresh();
    bytes += chunk.length;
    if (bytes > limits.bodyBytes) reject(new AppError('body_too_large'));
    else chunks.push(chunk);
  };
  request.on('data', take).once('end', resolve).once('error', interrupted).once('close', interrupted);
  try {
    await promise;
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(idle);
    clearTimeout(whole);
    request.off('data', take).off('end', resolve).off('error', interrupted).off('close', interrupted);
    request.pause();
  }
}
