import type { QuestionBody } from '@lectern/contract';
import wrapAnsi from 'wrap-ansi';
import type { ApiClient } from '../api/client.ts';
import type { Screen } from '../screen/screen.ts';

const shownQuestions = 3;

/** Prints a few questions, from as many documents and places in them as there are. `idsByDocument`: in the order of their making. */
export async function showQuestions(api: ApiClient, screen: Screen, idsByDocument: readonly (readonly string[])[]): Promise<void> {
  const ids = choose(idsByDocument);
  if (ids.length === 0) return;
  screen.print(screen.paint('bold', ids.length === 1 ? '  One of the questions' : `  ${ids.length} of the questions`));
  for (const [index, id] of ids.entries()) {
    const question = await api.call('getQuestion', { params: { id } });
    screen.print();
    for (const line of describe(question, index + 1, screen)) screen.print(line);
  }
  screen.print();
}

function choose(idsByDocument: readonly (readonly string[])[]): string[] {
  const documents = idsByDocument.filter((ids) => ids.length > 0).slice(0, shownQuestions);
  const each = Math.ceil(shownQuestions / Math.max(1, documents.length));
  const spread = documents.flatMap((ids) =>
    Array.from({ length: Math.min(each, ids.length) }, (_, index) => ids[Math.floor((index * ids.length) / each)]),
  );
  return [...new Set(spread.filter((id) => id !== undefined))].slice(0, shownQuestions);
}

function describe(question: QuestionBody, number: number, { paint, textWidth }: Screen): string[] {
  const options = question.options.map(({ text, correct }, index) => {
    const line = `${String.fromCodePoint(65 + index)}  ${text}`;
    return correct ? indent(`${line} ${paint('green', '✓')}`, 5, 8, textWidth) : indent(line, 5, 8, textWidth);
  });
  const quote = indent(
    paint('dim', `“${question.evidence.quote.replaceAll(/\s+/gu, ' ')}” (page ${question.evidence.page})`),
    5,
    5,
    textWidth,
  );
  return [indent(`${number}  ${question.stem}`, 2, 5, textWidth), ...options, quote];
}

/** Wraps a text; its first line begins at column `first`, the others at `rest`. */
function indent(text: string, first: number, rest: number, width: number): string {
  const lines = wrapAnsi(text, width - rest).split('\n');
  return lines.map((line, index) => ' '.repeat(index === 0 ? first : rest) + line).join('\n');
}
