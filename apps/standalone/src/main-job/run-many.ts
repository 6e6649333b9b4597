import { AppError } from '@lectern/contract';
import type { Uploaded } from '../api/upload-file.ts';
import type { InputFile } from '../input-files.ts';
import type { Step } from '../screen/step.ts';
import { count } from './count.ts';
import { type JobContext, tellModel } from './job-context.ts';
import { waitingNote } from './job-steps.ts';
import { makeQuestions, type Outcome, type Progress } from './make-questions.ts';
import { showQuestions } from './show-questions.ts';

export interface UploadedFile {
  file: InputFile;
  /** An AppError when it was refused at the door. */
  uploaded: Uploaded | AppError;
}

/** A file that was taken, on its way. */
interface Run {
  file: InputFile;
  uploaded: Uploaded;
  step: Step;
}

/** Reading and making questions take about this share of the time each. */
const shares = { ingest: 0.6, generate: 0.4 };
/** However many files there are, our own looks stay a small part of what the API does. */
const looksPerSecond = 50;

/** Shows many files on their way to questions, a bar for each. Resolves to whether there are any questions. */
export async function runMany(context: JobContext, uploads: readonly UploadedFile[]): Promise<boolean> {
  const { api, screen } = context;
  const settled: Step[] = [];
  const runs: Run[] = [];
  for (const { file, uploaded } of uploads) {
    if (uploaded instanceof AppError) settled.push({ label: file.label, state: 'failed', note: uploaded.message });
    else if (uploaded.duplicate) settled.push({ label: file.label, state: 'done', note: `the same as ${sameAs(runs, uploaded)}` });
    else runs.push({ file, uploaded, step: { label: file.label, state: 'waiting', share: 0 } });
  }
  const list = screen.steps();
  const show = () => list.show([...settled, ...runs.map(({ step }) => step)]);
  show();
  const outcomes = await Promise.all(runs.map((run) => follow(context, run, show, (runs.length * 1_000) / looksPerSecond)));
  list.end();
  screen.print();
  const made = outcomes.filter((outcome) => outcome !== undefined);
  tellSum(context, made);
  await showQuestions(
    api,
    screen,
    made.map(({ questionIds }) => questionIds),
  );
  const any = made.some(({ questionIds }) => questionIds.length > 0);
  if (any) tellModel(context);
  return any;
}

function sameAs(runs: readonly Run[], duplicate: Uploaded): string {
  return runs.find(({ uploaded }) => uploaded.documentId === duplicate.documentId)?.file.label ?? 'another file';
}

/** Resolves to undefined when the file did not get there; its step says why. */
async function follow(context: JobContext, run: Run, show: () => void, everyMs: number): Promise<Outcome | undefined> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const { label } = run.step;
  try {
    const outcome = await makeQuestions(run.uploaded, {
      ...context,
      everyMs: Math.max(100, everyMs),
      onProgress(progress) {
        run.step = progressStep(label, progress, seconds());
        show();
      },
    });
    run.step = { label, state: 'done', share: 1, seconds: seconds(), note: describe(outcome) };
    return outcome;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    run.step = { label, state: 'failed', note: error.message };
    return undefined;
  } finally {
    show();
  }
}

function progressStep(label: string, { ingest, generate }: Progress, seconds: number): Step {
  const current = generate ?? ingest;
  const share = ((ingest?.progress ?? 0) * shares.ingest + (generate?.progress ?? 0) * shares.generate) / 100;
  if (current?.started_at == null && generate === undefined) return { label, state: 'waiting', share };
  return { label, state: 'running', share, seconds, note: waitingNote(current?.waiting).note ?? current?.message ?? '' };
}

function describe({ pages, chunks, questionIds, shortfall }: Outcome): string {
  const counts = `${count(pages, 'page')}, ${count(chunks, 'chunk')}, ${count(questionIds.length, 'question')}`;
  return shortfall === undefined ? counts : `${counts} (${shortfall})`;
}

function tellSum({ screen }: JobContext, outcomes: readonly Outcome[]): void {
  if (outcomes.length < 2) return;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const counts = [
    count(sum(outcomes.map(({ pages }) => pages)), 'page'),
    count(sum(outcomes.map(({ chunks }) => chunks)), 'chunk'),
    count(sum(outcomes.map(({ questionIds }) => questionIds.length)), 'question'),
  ].join(', ');
  screen.print(`  ${screen.paint('bold', counts)} of ${outcomes.length} files`);
  screen.print();
}
