import { jobCatalog, type JobBody, type JobKind, type StageContract, type Waiting } from '@lectern/contract';
import type { Step } from '../screen/step.ts';

/** A job's stages as steps; all of them wait where there is no job yet. */
export function jobSteps(kind: JobKind, job: JobBody | undefined): Step[] {
  const stages: Readonly<Record<string, StageContract>> = jobCatalog[kind].stages;
  return Object.entries(stages).map(([name, { message }]) => stageStep(name, message, job));
}

function stageStep(name: string, label: string, job: JobBody | undefined): Step {
  // Rounds of a stage count together.
  const runs = job?.stages.filter((stage) => stage.name === name) ?? [];
  if (job === undefined || runs.length === 0) return { label, state: 'waiting', share: 0 };
  const seconds = runs.reduce((sum, run) => sum + durationOf(run), 0);
  if (job.stage !== name) {
    const failed = job.state === 'failed' && job.stages.at(-1)?.name === name;
    return failed ? { label, state: 'failed' } : { label, state: 'done', share: 1, seconds };
  }
  return { label, state: 'running', share: job.total === 0 ? 0 : job.done / job.total, seconds, ...waitingNote(job.waiting) };
}

function durationOf({ started_at, finished_at }: JobBody['stages'][number]): number {
  const end = finished_at === null ? Date.now() : Date.parse(finished_at);
  // The database's clock may differ from ours.
  return Math.max(0, end - Date.parse(started_at)) / 1_000;
}

/** Why nothing moves, for people; waiting in line is what everybody does for a moment. */
export function waitingNote(waiting: Waiting | undefined): { note?: string } {
  switch (waiting?.reason) {
    case undefined:
      return {};
    case 'in_line':
      return waiting.approx_ahead > 0 ? { note: `${waiting.approx_ahead} ahead` } : {};
    case 'rate_limited':
      return { note: `the provider asks us to wait until ${timeOf(waiting.until)}` };
    case 'retrying':
      return { note: `failed ${waiting.failure} of ${waiting.of} times, again at ${timeOf(waiting.at)}` };
    case 'no_worker':
      return { note: 'waiting for a worker' };
  }
}

function timeOf(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}
