import type { Ctx } from '../ctx.ts';
import { repeat } from '../repeat.ts';
import { reconcileEveryMs } from './constants.ts';
import { publishQueues, tidyUp } from './publish-queues.ts';
import { reconcile } from './reconcile.ts';

/** Passes between two tidy-ups: about half a minute. */
const passesPerTidyUp = 15;

/** The loop of the worker's role `reconcile`. A pass that fails is logged and done again two seconds later. */
export function startReconciler(ctx: Ctx): { close(): Promise<void> } {
  let pass = 0;

  async function attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      ctx.log.warn({ err: error }, `${what} failed; it is done again in ${reconcileEveryMs} ms`);
    }
  }

  async function makePass(): Promise<void> {
    // Apart from each other: with the queue down the state is still published.
    await attempt('publishing the queues', () => publishQueues(ctx));
    await attempt('a pass of the reconciler', async () => {
      const report = await reconcile(ctx);
      if (Object.values(report).some((found) => found > 0)) ctx.log.info({ ...report }, 'reconciled');
    });
    if (pass % passesPerTidyUp === 0) await attempt('tidying up', () => tidyUp(ctx));
    pass += 1;
  }

  return repeat({ everyMs: reconcileEveryMs, what: 'a pass', log: ctx.log, action: makePass });
}
