import type { QuestionFlag } from '@lectern/contract';
import type { OptionMeasure, QuestionMeasure } from './measure-question.ts';

export interface FlagView {
  flag: QuestionFlag;
  /** For the teacher. */
  message: string;
}

/** An option with its numbers; `correct` by the key that counts now. */
export type MeasuredOption = OptionMeasure & { text: string; correct: boolean };

/** Fewer answers say nothing about a question, and fewer than the second nothing about one of its options. */
const fewestAnswers = 10;
const fewestForDistractors = 20;
const easyAbove = 0.95;
const hardBelow = 0.2;
const deadBelow = 0.05;

/** What about a question's numbers is worth a look; the most serious first. */
export function flagQuestion(measure: QuestionMeasure, options: readonly MeasuredOption[]): FlagView[] {
  return [
    wrongKey(measure, options),
    negativeDiscrimination(measure),
    tooHard(measure),
    tooEasy(measure),
    deadDistractor(measure, options),
  ].flatMap((flag) => flag ?? []);
}

function wrongKey({ answered, discrimination }: QuestionMeasure, options: readonly MeasuredOption[]): FlagView | undefined {
  if (answered < fewestAnswers || discrimination === null || discrimination >= 0) return undefined;
  const keys = options.filter(({ correct }) => correct).map(({ chosenByBetter }) => chosenByBetter);
  const [rival] = options.filter(({ correct }) => !correct).toSorted((a, b) => b.chosenByBetter - a.chosenByBetter);
  if (!rival || keys.length === 0 || rival.chosenByBetter <= Math.min(...keys)) return undefined;
  const message = `Students who do well in the other questions choose ${quoted(rival.text)} here more often than what is keyed as right. Check whether the key is wrong.`;
  return { flag: 'wrong_key', message };
}

function negativeDiscrimination({ discrimination }: QuestionMeasure): FlagView | undefined {
  if (discrimination === null || discrimination >= 0) return undefined;
  const message =
    'Students who do well in the other questions do worse here than the rest. Check the key, and whether the wording misleads.';
  return { flag: 'negative_discrimination', message };
}

function tooHard({ graded, shareCorrect }: QuestionMeasure): FlagView | undefined {
  if (graded < fewestAnswers || shareCorrect === null || shareCorrect >= hardBelow) return undefined;
  const message = `Only ${percent(shareCorrect)} of the points were earned. Check the key and the wording, and whether this was taught.`;
  return { flag: 'too_hard', message };
}

function tooEasy({ graded, shareCorrect }: QuestionMeasure): FlagView | undefined {
  if (graded < fewestAnswers || shareCorrect === null || shareCorrect <= easyAbove) return undefined;
  return { flag: 'too_easy', message: `${percent(shareCorrect)} of the points were earned: it hardly tells who has understood it.` };
}

function deadDistractor({ answered }: QuestionMeasure, options: readonly MeasuredOption[]): FlagView | undefined {
  if (answered < fewestForDistractors) return undefined;
  const dead = options.filter(({ correct, share }) => !correct && share !== null && share < deadBelow);
  if (dead.length === 0) return undefined;
  const message = `Fewer than 5 % choose ${dead.map(({ text }) => quoted(text)).join(' or ')}. Replace it by a mistake that students really make.`;
  return { flag: 'dead_distractor', message };
}

/** Longer options are cut: the message names them, and the option stands beside it. */
const longestQuote = 80;

function quoted(text: string): string {
  return `“${text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text}”`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
