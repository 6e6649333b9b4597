import { llmCalls, type Tx } from '@lectern/db';
import { count, eq, sql } from 'drizzle-orm';

/** What the model calls of a job cost so far, those that failed included. */
export async function readCost(tx: Tx, jobId: string): Promise<{ calls: number; tokens: number; microdollars: number }> {
  const [cost] = await tx
    .select({
      calls: count(),
      tokens: sql<number>`coalesce(sum(${llmCalls.inputTokens} + ${llmCalls.outputTokens}), 0)::int`,
      microdollars: sql<number>`coalesce(sum(${llmCalls.microdollars}), 0)::float8`,
    })
    .from(llmCalls)
    .where(eq(llmCalls.jobId, jobId));
  return cost ?? { calls: 0, tokens: 0, microdollars: 0 };
}
