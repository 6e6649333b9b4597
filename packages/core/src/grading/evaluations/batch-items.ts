import { limits } from '@lectern/contract';
import type { NewTask } from '../../jobs/types.ts';

/** One answer of an evaluation. */
interface BatchItem {
  ordinal: number;
  askedId: string;
  answerHash: string;
}

/** Answers to a question that are fewer share a call with those to others. */
const worthACall = 5;

/**
 * Tasks for the answers of an evaluation, each one call of five to ten different ones to the same question, so that what is told
 * of it is sent once. Answers that are the same come along with the first. What of a question is too few for a call is put together.
 */
export function batchItems(items: readonly BatchItem[]): NewTask<'answers.grade'>[] {
  const questions = [...Map.groupBy(items, ({ askedId }) => askedId).values()].map((asked) => [
    ...Map.groupBy(asked, ({ answerHash }) => answerHash).values(),
  ]);
  return batchQuestions(questions).map((same, batch) => ({
    key: `grade-${batch}`,
    payload: { batch, units: same.flat().map(({ ordinal }) => ({ ordinal, part: 'answer' as const })) },
  }));
}

/** Calls for different answers, given by question: of one question each, but those of questions that have few. */
export function batchQuestions<T>(questions: readonly (readonly T[])[]): T[][] {
  const [few, many] = [questions.filter(({ length }) => length < worthACall), questions.filter(({ length }) => length >= worthACall)];
  return [...many.flatMap((answers) => splitEvenly(answers)), ...splitEvenly(few.flat())];
}

/** Into as few parts as go, of about the same size: twelve are six and six, not ten and two. */
function splitEvenly<T>(all: readonly T[]): T[][] {
  const parts = Math.ceil(all.length / limits.answersPerGrading);
  return Array.from({ length: parts }, (_, part) =>
    all.slice(Math.floor((part * all.length) / parts), Math.floor(((part + 1) * all.length) / parts)),
  );
}
