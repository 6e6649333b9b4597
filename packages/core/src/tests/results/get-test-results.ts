import type { DbOrTx } from '@lectern/db';
import type { Actor } from '../../actor.ts';
import { stateOfAttempt } from '../../attempts/attempt-view.ts';
import { scoreAttempt } from '../../attempts/score-attempt.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { roundScore } from '../../grading/score-of.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../../paging.ts';
import { eachPageOfAttempts, readAttempts } from './read-attempts.ts';
import { readScored } from './read-scored.ts';
import { resultOf, type TestResultView } from './result-of.ts';
import { getTestRow, type TestRow } from '../find-test.ts';

export interface TestResultsView extends PageOf<TestResultView> {
  testId: string;
  title: string;
  /** On the first page alone: it adds up the whole test. */
  summary: ResultsSummary | null;
}

/** Of all attempts of students. */
interface ResultsSummary {
  students: number;
  attempts: number;
  open: number;
  /** Attempts with grades missing, with a grade that waits for the teacher, with a provisional one. */
  waiting: number;
  inReview: number;
  provisional: number;
  /** Of attempts that are graded; null when there are none. */
  meanPercent: number | null;
}

/** Who has how many points, in the order in which the attempts were begun. Errors: `not_found`, `forbidden`. */
export async function getTestResults(
  ctx: Ctx,
  { actor, id, limit, cursor }: { actor: Actor; id: string } & PageRequest,
): Promise<TestResultsView> {
  const test = await getTestRow(ctx, { actor, id, right: 'teach' });
  const db = reader(ctx);
  const page = toPage(await readAttempts(db, id, { after: cursorId(cursor), limit: limit + 1 }), limit);
  const answers = await readScored(
    db,
    page.items.map((attempt) => attempt.id),
  );
  return {
    testId: id,
    title: test.title,
    summary: cursor === undefined ? await sumUp(db, test) : null,
    items: page.items.map((attempt) => resultOf(attempt, answers.get(attempt.id) ?? [], test)),
    nextCursor: page.nextCursor,
  };
}

async function sumUp(db: DbOrTx, test: TestRow): Promise<ResultsSummary> {
  const students = new Set<string>();
  const counts = { attempts: 0, open: 0, waiting: 0, inReview: 0, provisional: 0 };
  let [graded, percents] = [0, 0];
  for await (const page of eachPageOfAttempts(db, test.id)) {
    const answers = await readScored(
      db,
      page.filter(({ state }) => state !== 'open').map(({ id }) => id),
    );
    for (const attempt of page) {
      students.add(attempt.userId);
      const scored = scoreAttempt(answers.get(attempt.id) ?? [], test);
      const state = stateOfAttempt(attempt.state, scored.waiting > 0);
      counts.attempts += 1;
      if (state === 'open') counts.open += 1;
      if (state === 'waiting') counts.waiting += 1;
      if (scored.inReview > 0) counts.inReview += 1;
      if (scored.provisional > 0) counts.provisional += 1;
      if (state === 'graded') [graded, percents] = [graded + 1, percents + scored.percent];
    }
  }
  return { students: students.size, ...counts, meanPercent: graded === 0 ? null : roundScore(percents / graded) };
}
