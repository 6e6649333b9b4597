import { AppError } from '@lectern/contract';
import { sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { VectorIndex } from '../ports/index.ts';

interface PartState {
  state: 'ok' | 'down';
  detail?: string;
}

export interface ReadinessView {
  ready: boolean;
  parts: { database: PartState; queue: PartState; vectors: PartState };
}

/** A part that has not answered by then is down. */
const timeoutMs = 2_000;

/** Asks each part; never throws, and never takes longer than its time limit. */
export async function checkReadiness(ctx: Ctx & { vectors: VectorIndex }, input: { signal: AbortSignal }): Promise<ReadinessView> {
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(timeoutMs)]);
  const [database, queue, vectors] = await Promise.all([
    check(signal, async () => void (await ctx.db.execute(sql`select 1`))),
    check(signal, () => ctx.queue.ping()),
    check(signal, () => ctx.vectors.ping({ signal })),
  ]);
  return { ready: [database, queue, vectors].every((part) => part.state === 'ok'), parts: { database, queue, vectors } };
}

async function check(signal: AbortSignal, ask: () => Promise<void>): Promise<PartState> {
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new AppError('unavailable', 'no answer in time'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([ask(), timedOut]);
    return { state: 'ok' };
  } catch (error) {
    // The client needs the state, the operator finds the reason in the log of the part.
    return { state: 'down', detail: error instanceof AppError ? error.message : 'does not answer' };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
