import { AppError, limits, type QuestionType } from '@lectern/contract';
import { questions } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { answerOnce } from '../models/answer-once.ts';
import { modelsFor } from '../models/models-for.ts';
import type { WorkDeps } from '../work-deps.ts';
import { askForQuestions, checkWritten, type FoundQuestion } from './ask-for-questions.ts';
import { holdDocuments } from '../documents/hold-documents.ts';
import { promptVersion, writePurpose, WrittenQuestion } from './prompt.ts';
import { readParams } from './read-params.ts';
import { readSources, withIds } from './read-sources.ts';

type WriteTask = TaskRun<'questions.write'>;

/** One call: passages in, candidates out, each with its evidence found on the page or with the reason why it is none. */
export const writeQuestions: TaskHandler<'questions.write', WorkDeps> = async ({ ctx, models }, task) => {
  const sources = await readSources(ctx, withIds(task.payload.chunkIds));
  if (sources.length === 0) throw new AppError('source_deleted');
  const { courseId, topics, difficulty, bloom, language, pages } = await readParams(ctx.db, task.jobId);
  const asked = { difficulty, bloom, language };
  const { want } = task.payload;
  const documentIds = sources.map((source) => source.documentId);
  const written = await answerOnce(
    ctx,
    task,
    // By the task and not by the message: what is in the bank, and so the message, may have changed since.
    {
      purpose: writePurpose,
      model: models.chatModel,
      promptVersion,
      input: `${task.taskId}\n${task.payload.batch}`,
      documentIds,
      item: WrittenQuestion,
    },
    () =>
      askForQuestions(
        ctx,
        modelsFor({ ctx, models }, task),
        { courseId, jobId: task.jobId, want, topics, ...asked, salt: task.taskId },
        sources,
        task.signal,
      ),
  );
  // One that writes on and on must not fill the bank's table: what is over what was asked for is not looked at.
  const found = await checkWritten(ctx, written.slice(0, 2 * limits.questionsPerWrite), sources, {
    types: want.map(({ type }) => type),
    pages,
    ...asked,
  });
  return async (tx) => {
    await holdDocuments(tx, documentIds);
    const rows = found.map((question, ordinal) => toRow(task, courseId, ordinal, question));
    if (rows.length === 0) return;
    await tx
      .insert(questions)
      .values(rows)
      .onConflictDoNothing({ target: [questions.taskId, questions.ordinal] });
  };
};

/** A candidate, or a discarded one with its reason. */
function toRow(
  task: WriteTask,
  courseId: string,
  ordinal: number,
  { question, source, checked }: FoundQuestion,
): typeof questions.$inferInsert {
  const { stem, explanation, difficulty, bloom, topic, language } = question;
  const type: QuestionType = question.type;
  const common = {
    id: uuidv7(),
    courseId,
    jobId: task.jobId,
    taskId: task.taskId,
    ordinal,
    documentId: source.documentId,
    revision: source.revision,
    type,
    stem: stem.trim(),
    explanation,
    difficulty,
    bloom,
    topic,
    language,
  };
  if (typeof checked !== 'string') return { ...common, ...checked, state: 'candidate' };
  const page = source.pages[0]?.page ?? 0;
  const { options, quote, answer, accepted, rubric, starter } = question;
  return { ...common, page, quote, options, answer, accepted, rubric, starter, state: 'discarded', discardReason: checked };
}
