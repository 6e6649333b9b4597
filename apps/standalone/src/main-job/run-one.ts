import { AppError } from '@lectern/contract';
import type { Uploaded } from '../api/upload-file.ts';
import type { InputFile } from '../input-files.ts';
import { count } from './count.ts';
import { type JobContext, tellModel } from './job-context.ts';
import { jobSteps } from './job-steps.ts';
import { makeQuestions, type Outcome } from './make-questions.ts';
import { showQuestions } from './show-questions.ts';

const lookEveryMs = 100;

/** Shows one document's way to questions, a bar for each stage, and what came of it. Resolves to whether there are any. */
export async function runOne(context: JobContext, file: InputFile, uploaded: Uploaded, generateJobId?: string): Promise<boolean> {
  const { api, screen, signal } = context;
  const startedAt = performance.now();
  const steps = screen.steps();
  try {
    const outcome = await makeQuestions(uploaded, {
      api,
      signal,
      generateJobId,
      everyMs: lookEveryMs,
      onProgress: ({ ingest, generate }) =>
        steps.show([...jobSteps('documents.ingest', ingest), ...jobSteps('questions.generate', generate)]),
    });
    steps.end();
    // A part of what is taken up was done by an earlier start.
    tellOutcome(context, outcome, uploaded.duplicate ? undefined : (performance.now() - startedAt) / 1_000);
    await showQuestions(api, screen, [outcome.questionIds]);
    if (outcome.questionIds.length > 0) tellModel(context);
    return outcome.questionIds.length > 0;
  } catch (error) {
    steps.end();
    if (!(error instanceof AppError)) throw error;
    screen.print(`  ${screen.paint('red', '✗')} ${file.label}: ${error.message}`);
    screen.print();
    return false;
  }
}

function tellOutcome({ screen }: JobContext, outcome: Outcome, seconds: number | undefined): void {
  const { pages, chunks, questionIds, shortfall } = outcome;
  const counts = `${count(pages, 'page')}, ${count(chunks, 'chunk')}, ${count(questionIds.length, 'question')}`;
  screen.print();
  screen.print(`  ${screen.paint('bold', counts)}${seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`}`);
  if (shortfall !== undefined) screen.print(screen.paint('yellow', `  ${shortfall}`));
  screen.print();
}
