import { createHash } from 'node:crypto';
import { limits, type RouteName, routeCatalog } from '@lectern/contract';
import { abandonIdempotent, type Actor, beginIdempotent, type Ctx, finishIdempotent } from '@lectern/core';
import { Reply } from './handler.ts';
import { invalid } from './parse-input.ts';

export interface OnceRequest {
  actor: Actor;
  route: RouteName;
  /** As the client sent it; without one the work is simply done. */
  key: string | undefined;
  /** What makes two requests the same: a JSON value, always with its keys in the same order. */
  content: unknown;
}

/** Does the work, or gives the first answer again when the same request comes with the same Idempotency-Key. */
export async function answerOnce<Body>(
  ctx: Ctx,
  { actor, route, key, content }: OnceRequest,
  work: () => Promise<Body>,
): Promise<Reply<Body>> {
  if (key === undefined) return new Reply(await work());
  const claim = { actor, route, key };
  const requestHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const begun = await beginIdempotent(ctx, { ...claim, requestHash });
  if (begun.kind === 'answered') {
    // It is what this very route answered the first time, word for word.
    return new Reply(begun.body as Body, { status: begun.status, headers: { 'idempotent-replayed': 'true' } });
  }
  const body = await work().catch(async (error: unknown) => {
    // Nothing was done, so the key is free for another try; if this fails too, it is after some time.
    await abandonIdempotent(ctx, claim).catch((err: unknown) => ctx.log.warn({ err }, 'an idempotency key stays taken'));
    throw error;
  });
  await finishIdempotent(ctx, { ...claim, status: routeCatalog[route].success.status, body }).catch((err: unknown) => {
    // The work is done, so the client has to hear of it.
    ctx.log.warn({ err }, 'the answer to an idempotent request was not kept');
  });
  return new Reply(body);
}

/** The header's value. Error: `invalid_request` when it is empty, too long, or not printable ASCII. */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (header.length <= limits.idempotencyKeyChars && /^[\x21-\x7e]+$/.test(header)) return header;
  throw invalid([{ path: 'idempotency-key', message: `1 to ${limits.idempotencyKeyChars} printable ASCII characters without spaces` }]);
}
