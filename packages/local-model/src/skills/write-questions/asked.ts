import type { Bloom, Candidate, Difficulty, Draft } from './item.ts';

const ranks: Readonly<Record<Difficulty, number>> = { easy: 0, medium: 1, hard: 2 };

/** How far a question is from the difficulty that was asked for: 0 to 2. */
export function difficultyGap(asked: Difficulty | null | undefined, { difficulty }: Draft): number {
  return asked ? Math.abs(ranks[asked] - ranks[difficulty]) : 0;
}

/** One step is a matter of judgement; an easy question is never called hard. */
export const widestGap = 1;

/** Levels that a wording reaches besides the one that it is mostly used for. */
const levels: Readonly<Record<string, readonly Bloom[]>> = {
  coding: ['apply', 'create'],
  'what-is': ['remember', 'understand'],
  'what-does': ['remember', 'understand'],
  'what-for': ['remember', 'understand'],
  'term-action': ['remember', 'understand'],
  list: ['remember', 'understand'],
  true: ['remember', 'understand'],
  false: ['remember', 'understand'],
  'several-statements': ['remember', 'understand'],
  'several-choice': ['remember', 'understand'],
  open: ['remember', 'understand'],
};

/** The Bloom level to state for a question, or undefined where it does not reach the one asked for. */
export function bloomFor(asked: Bloom | null | undefined, { form }: Candidate, draft: Draft): Bloom | undefined {
  if (!asked || asked === draft.bloom) return draft.bloom;
  return levels[form]?.includes(asked) === true ? asked : undefined;
}
