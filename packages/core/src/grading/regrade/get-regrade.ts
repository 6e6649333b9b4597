import type { Actor } from '../../actor.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { countItems, countKept, countWaiting } from './count-items.ts';
import { type FoundRegrade, getRegradeRow } from './find-regrade.ts';
import { type MovedView, readMoved } from './read-moved.ts';

type RegradeState = 'running' | 'failed' | 'preview' | 'applied';

export interface RegradeView {
  id: string;
  testId: string;
  jobId: string;
  state: RegradeState;
  createdAt: Date;
  appliedAt: Date | null;
  questions: number;
  /** That are measured anew. */
  answers: number;
  /** That keep the grade that they have: a teacher's, or one that has come in between. */
  kept: number;
  /** That are left out, since they wait for their first grade. */
  waiting: number;
  /** Attempts whose score changes, as far as there are new grades; once it is applied those whose score it has changed. */
  moved: MovedView[];
}

/** Who moves by a regrade, and by how much. Error: `not_found`. */
export async function getRegrade(ctx: Ctx, input: { actor: Actor; id: string }): Promise<RegradeView> {
  const found = await getRegradeRow(ctx, input);
  const { id, testId, jobId, createdAt, appliedAt } = found.regrade;
  const db = reader(ctx);
  const counts = await countItems(db, id);
  const [kept, waiting] = [await countKept(db, found.regrade), await countWaiting(db, found.regrade)];
  const moved = await readMoved(db, found);
  return { id, testId, jobId, state: stateOfRegrade(found), createdAt, appliedAt, ...counts, kept, waiting, moved };
}

export function stateOfRegrade({ regrade, jobState }: FoundRegrade): RegradeState {
  if (regrade.appliedAt !== null) return 'applied';
  if (jobState === 'succeeded') return 'preview';
  return jobState === 'queued' || jobState === 'running' ? 'running' : 'failed';
}
