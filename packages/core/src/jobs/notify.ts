import { afterCommit, type TxCtx } from '../ctx.ts';

/** Tells those who watch the job, once the change is committed: a notification inside would serialise all commits. */
export function notifyAfterCommit(ctx: TxCtx, jobId: string): void {
  afterCommit(ctx, () => ctx.changes.publish(jobId));
}
