import { regradeItems, regrades, type Tx } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { getCourseRow } from '../../courses/find-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../ctx.ts';
import { acceptJob } from '../../jobs/accept-job.ts';
import { getTestRow } from '../../tests/find-test.ts';
import { batchRegrade } from './batch-regrade.ts';
import { findRegradable, type Regradable } from './find-regradable.ts';
import { anotherRuns, hasOpenRegrade } from './has-open-regrade.ts';
import { readValues } from './read-values.ts';
import { whyNothing } from './why-nothing.ts';

interface RegradeInput {
  actor: Actor;
  /** The test. */
  id: string;
  /** Of the bank; all of the test without them. */
  questionIds?: readonly string[] | undefined;
  /** Only find out who would move. */
  preview: boolean;
}

export interface AcceptedRegrade {
  jobId: string;
  regradeId: string;
  /** That are measured anew. */
  answers: number;
}

/**
 * Measures the answers of a test's ended attempts by the keys and rubrics that its questions have now, where those have changed since.
 * Grades are made beside the old ones, which stay. Errors: `not_found`, `forbidden`; `conflict` while another regrade of the test runs;
 * `invalid_request` when none of `questionIds` is in the test; `nothing_to_regrade`.
 */
export async function regradeTest(ctx: Ctx, { actor, id, questionIds, preview }: RegradeInput): Promise<AcceptedRegrade> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const test = await getTestRow(ctx, { actor, id, right: 'teach' });
    // So that neither is erased meanwhile.
    await getCourseRow(ctx, { actor, id: test.courseId, right: 'teach', lock: 'share' });
    await getTestRow(ctx, { actor, id, right: 'teach', lock: 'update' });
    if (await hasOpenRegrade(tx, id)) throw anotherRuns();
    const items = await findRegradable(tx, { testId: id, questionIds });
    if (items.length === 0) throw await whyNothing(tx, test, questionIds);
    const regradeId = uuidv7();
    const jobId = await acceptRegrade(ctx, { actor, courseId: test.courseId, regradeId, items, apply: !preview });
    await tx.insert(regrades).values({ id: regradeId, testId: id, requestedBy: actor.userId, jobId });
    await insertItems(tx, regradeId, items);
    const answers = new Set(items.map(({ attemptId, ordinal }) => `${attemptId} ${ordinal}`)).size;
    const detail = { regrade_id: regradeId, job_id: jobId, answers, apply: !preview };
    await audit(ctx, { actor, action: 'test.regrade_requested', subject: { type: 'test', id }, detail });
    return { jobId, regradeId, answers };
  });
}

interface AcceptInput {
  actor: Actor;
  courseId: string;
  regradeId: string;
  items: readonly Regradable[];
  apply: boolean;
}

/** What needs no model is left to the end of the job; where nothing else is there, it begins with that. */
async function acceptRegrade(ctx: TxCtx, { actor, courseId, regradeId, items, apply }: AcceptInput): Promise<string> {
  const tasks = batchRegrade(items, await readValues(ctx.open.tx, items));
  return acceptJob(ctx, {
    kind: 'answers.grade',
    requestedBy: actor.userId,
    courseId,
    params: { of: 'regrade', regradeId, apply },
    first: tasks.length > 0 ? { stage: 'grade', tasks } : { stage: 'finish', tasks: [{ key: 'settle', payload: {} }] },
  });
}

const rowsPerInsert = 1_000;

async function insertItems(tx: Tx, regradeId: string, items: readonly Regradable[]): Promise<void> {
  for (let from = 0; from < items.length; from += rowsPerInsert) {
    const rows = items.slice(from, from + rowsPerInsert);
    await tx
      .insert(regradeItems)
      .values(
        rows.map(({ attemptId, ordinal, part, basisId, fromGradeId }) => ({ regradeId, attemptId, ordinal, part, basisId, fromGradeId })),
      );
  }
}
