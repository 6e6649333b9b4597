import type { WrittenQuestion } from './prompt.ts';

/** What Postgres cannot store (NUL, halves of surrogate pairs), and control characters, which no reader sees. */
const unstorable = /[[\p{Cs}\p{Cc}]--[\t\n\r]]/gv;

/** Models now and then cut an emoji in two or escape a byte: that must cost neither the question nor the call. */
export function cleanWritten(question: WrittenQuestion): WrittenQuestion {
  return {
    ...question,
    stem: clean(question.stem),
    options: question.options.map(({ text, correct, reason }) => ({ text: clean(text), correct, reason: clean(reason) })),
    answer: clean(question.answer),
    accepted: question.accepted.map(clean),
    rubric: question.rubric.map(({ criterion, points }) => ({ criterion: clean(criterion), points })),
    starter: question.starter === null ? null : clean(question.starter),
    explanation: clean(question.explanation),
    topic: clean(question.topic),
    language: clean(question.language),
    passage: clean(question.passage),
    quote: clean(question.quote),
  };
}

function clean(text: string): string {
  return text.replace(unstorable, '');
}
