import type { Criterion, InjectionFlag, QuestionType } from '@lectern/contract';
import { isBlank } from './answer-hash.ts';
import { rubricOf } from './default-rubric.ts';
import { byKey, type GradeKey } from './grade-key.ts';
import { cleanAnswer } from './injection/clean-answer.ts';
import type { UnitToGrade } from './read-units.ts';
import { shorten } from './shorten.ts';

/** One of the different answers of a task, ready to be shown to a model. */
export interface ShownAnswer {
  unit: UnitToGrade;
  key: GradeKey;
  type: QuestionType | 'reasoning';
  rubric: readonly Criterion[];
  /** Without what addresses whoever grades. */
  text: string;
  flags: InjectionFlag[];
}

const excerptChars = 200;

export function shownAnswerOf(unit: UnitToGrade): ShownAnswer {
  const { part, asked, basis, value, key } = unit;
  const type = part === 'reasoning' ? part : asked.type;
  const { text, flags } = cleanAnswer(value !== null && 'text' in value ? value.text : '', type);
  const storable = flags.map(({ kind, excerpt }) => ({ kind, excerpt: shorten(excerpt, excerptChars) }));
  return { unit, key, type, rubric: rubricOf(basis, part), text, flags: storable };
}

/** Whether there is nothing to show to a model. */
export function isNothing({ text, rubric }: ShownAnswer): boolean {
  return rubric.length === 0 || isBlank({ text });
}

/** What the size of a call depends on. */
type Packed = Pick<ShownAnswer, 'key' | 'rubric' | 'text'>;

/** What one call is asked at the most. */
const mostPerCall = { characters: 60_000, decisions: 80 } as const;

/**
 * Answers by calls: in as few as possible, of about the same size, those to one question side by side. Always the same for the same
 * answers, so that what was paid for is found again.
 */
export function packAnswers<A extends Packed>(answers: readonly A[], mostAnswers: number): A[][] {
  const left = answers.toSorted((a, b) => byKey(a.key, b.key));
  const packs: A[][] = [];
  const share = Math.ceil(left.length / Math.max(1, callsFor(left, mostAnswers)));
  for (const answer of left) {
    const last = packs.at(-1);
    if (last && last.length < share && fits([...last, answer])) last.push(answer);
    else packs.push([answer]);
  }
  return packs;
}

function callsFor(answers: readonly Packed[], mostAnswers: number): number {
  const { characters, decisions } = sizeOf(answers);
  const { length } = answers;
  return Math.ceil(Math.max(length / mostAnswers, characters / mostPerCall.characters, decisions / mostPerCall.decisions));
}

function fits(answers: readonly Packed[]): boolean {
  const { characters, decisions } = sizeOf(answers);
  return characters <= mostPerCall.characters && decisions <= mostPerCall.decisions;
}

function sizeOf(answers: readonly Packed[]): { characters: number; decisions: number } {
  return {
    characters: answers.reduce((sum, { text }) => sum + text.length, 0),
    decisions: answers.reduce((sum, { rubric }) => sum + rubric.length, 0),
  };
}
