import { cleanText } from '../models/clean-text.ts';
import type { WrittenQuestion } from './prompt.ts';

/** Models now and then cut an emoji in two or escape a byte: that must cost neither the question nor the call. */
export function cleanWritten(question: WrittenQuestion): WrittenQuestion {
  return {
    ...question,
    stem: cleanText(question.stem),
    options: question.options.map(({ text, correct, reason }) => ({ text: cleanText(text), correct, reason: cleanText(reason) })),
    answer: cleanText(question.answer),
    accepted: question.accepted.map(cleanText),
    rubric: question.rubric.map(({ criterion, points }) => ({ criterion: cleanText(criterion), points })),
    starter: question.starter === null ? null : cleanText(question.starter),
    explanation: cleanText(question.explanation),
    topic: cleanText(question.topic),
    language: cleanText(question.language),
    passage: cleanText(question.passage),
    quote: cleanText(question.quote),
  };
}
