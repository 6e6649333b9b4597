import type { JobKind, JobState } from '@lectern/contract';
import { jobs } from '@lectern/db';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import { visibleJobs } from './find-job.ts';
import { readJob, readJobTag, viewsOf, type JobView } from './job-view.ts';

/** What a poll needs before anything is serialised. Error: `not_found`. */
export async function getJobTag(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ tag: string; final: boolean }> {
  return readJobTag(ctx, input.id, visibleJobs(input.actor));
}

/** Error: `not_found`. */
export async function getJob(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ job: JobView; tag: string }> {
  return readJob(ctx, input.id, visibleJobs(input.actor));
}

interface ListJobsInput extends PageRequest {
  actor: Actor;
  state?: JobState | undefined;
  kind?: JobKind | undefined;
}

/** Newest first. */
export async function listJobs(ctx: Ctx, input: ListJobsInput): Promise<PageOf<JobView>> {
  const before = cursorId(input.cursor);
  const rows = await reader(ctx)
    .select()
    .from(jobs)
    .where(
      and(
        visibleJobs(input.actor),
        input.state && eq(jobs.state, input.state),
        input.kind && eq(jobs.kind, input.kind),
        before === undefined ? undefined : lt(jobs.id, before),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit);
  return { ...page, items: await viewsOf(ctx, page.items) };
}
