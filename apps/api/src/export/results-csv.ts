import { pipeline, Readable } from 'node:stream';
import type { TestResultView } from '@lectern/core';
import { stringify } from 'csv-stringify';

interface Results {
  questions: readonly { id: string; stem: string }[];
  results: AsyncIterable<TestResultView>;
}

type Cell = string | number | null;

const columns: readonly [string, (result: TestResultView) => Cell][] = [
  ['Student', ({ user }) => user.name],
  ['E-mail', ({ user }) => user.email],
  ['Attempt', ({ number }) => number],
  ['State', ({ state }) => state],
  ['Started', ({ startedAt }) => startedAt.toISOString()],
  ['Submitted', ({ submittedAt }) => submittedAt?.toISOString() ?? null],
  ['Score', ({ score }) => score],
  ['Max score', ({ maxScore }) => maxScore],
  ['Percent', ({ percent }) => percent],
  ['Passed', ({ passed }) => (passed === null ? null : passed ? 'yes' : 'no')],
  ['Waiting', ({ waiting }) => waiting],
  ['Provisional', ({ provisional }) => provisional],
  ['In review', ({ inReview }) => inReview],
  ['Flagged', ({ flagged }) => flagged],
];

/**
 * The results of a test as CSV, a line for each attempt, written while it is read. For spreadsheets: with a byte order mark, without
 * which Excel takes UTF-8 for something else, and what would be a formula there is text.
 */
export function csvOf({ questions, results }: Results): Readable {
  const header = [...columns.map(([name]) => name), ...questions.map(({ stem }, at) => `Q${at + 1}: ${shorten(stem)}`)];
  const csv = stringify({ bom: true, escape_formulas: true, record_delimiter: 'windows', quote_record_delimiter: true });
  return pipeline(
    Readable.from(
      linesOf(
        header,
        questions.map(({ id }) => id),
        results,
      ),
    ),
    csv,
    () => {
      // Whoever reads it is told: the stream breaks off.
    },
  );
}

const mostStemChars = 60;

/** Enough of a question to know it by. */
function shorten(stem: string): string {
  const line = stem.replaceAll(/\s+/gu, ' ').trim();
  return line.length <= mostStemChars ? line : `${line.slice(0, mostStemChars - 1).trimEnd()}…`;
}

async function* linesOf(
  header: readonly string[],
  questionIds: readonly string[],
  results: AsyncIterable<TestResultView>,
): AsyncGenerator<Cell[]> {
  yield [...header];
  for await (const result of results) {
    const scores = new Map(result.questions.map(({ questionId, score }) => [questionId, score]));
    yield [...columns.map(([, cellOf]) => cellOf(result)), ...questionIds.map((id) => scores.get(id) ?? null)];
  }
}
