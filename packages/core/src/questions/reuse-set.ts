import { createHash } from 'node:crypto';
import { GenerateResult, type GenerateParams } from '@lectern/contract';
import { jobs, questions, questionVersions, type DbOrTx } from '@lectern/db';
import { and, desc, eq, gt, inArray, notInArray, sql } from 'drizzle-orm';
import { promptVersion } from './prompt.ts';

/** What a document's text depends on. */
export interface ContentOf {
  revision: number | null;
  /** Of its file. */
  sha256: string;
}

/** Equal for requests that the same set answers: what was asked for, the content it was asked about, and who writes. */
export function fingerprintOf(params: GenerateParams, content: readonly ContentOf[], model: string): string {
  const { count: wanted, types, difficulty, bloom, pages, topics, language, verify } = params;
  const asked = [wanted, types.toSorted(), difficulty, bloom, pages && [pages.from, pages.to], topics.toSorted(), language, verify];
  const about = content.map(({ sha256, revision }) => `${sha256}:${revision}`).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([asked, about, model, promptVersion]))
    .digest('hex');
}

/** Sets that are looked at, newest first: one that a teacher has thinned out since is no answer any more. */
const setsTried = 5;

/** The result of an equal job that ended lately, if all of its questions are still in the bank as they were. */
export async function findReusable(db: DbOrTx, params: GenerateParams, withinMs: number): Promise<GenerateResult | undefined> {
  const known = await db
    .select({ result: jobs.result })
    .from(jobs)
    .where(
      and(
        eq(jobs.courseId, params.courseId),
        sql`${jobs.params} ->> 'fingerprint' = ${params.fingerprint}`,
        eq(jobs.kind, 'questions.generate'),
        eq(jobs.state, 'succeeded'),
        gt(jobs.finishedAt, sql`now() - ${withinMs} * interval '1 millisecond'`),
        // One that was handed out again is as old as the first.
        sql`${jobs.result} ->> 'reused' = 'false'`,
      ),
    )
    .orderBy(desc(jobs.finishedAt))
    .limit(setsTried);
  for (const row of known) {
    const result = GenerateResult.parse(row.result);
    if (isComplete(result) && (await areThere(db, result.questionIds))) {
      return { ...result, rejected: [], reused: true, cost: { calls: 0, tokens: 0, microdollars: 0 } };
    }
  }
  return undefined;
}

/** A set that fell short because a provider was down may be complete the next time. */
function isComplete({ shortfall }: GenerateResult): boolean {
  return shortfall === undefined || shortfall.reason === 'text_exhausted';
}

/** All of them, none of them rejected, and as they were made. */
async function areThere(db: DbOrTx, ids: readonly string[]): Promise<boolean> {
  const changed = db
    .select({ id: questionVersions.questionId })
    .from(questionVersions)
    .where(and(inArray(questionVersions.questionId, [...ids]), inArray(questionVersions.change, ['edited', 'regenerated'])));
  const isAsMade = and(inArray(questions.id, [...ids]), inArray(questions.state, ['draft', 'approved']), notInArray(questions.id, changed));
  return (await db.$count(questions, isAsMade)) === ids.length;
}
