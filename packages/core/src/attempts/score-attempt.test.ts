import { describe, expect, it } from 'vitest';
import type { GradeRow } from '../grading/grade-key.ts';
import { type GradePolicy, lenientPolicy } from '../grading/grade-state.ts';
import { scoreAttempt, type ScoredAnswer } from './score-attempt.ts';

const row: GradeRow = {
  id: '',
  courseId: null,
  ownerId: null,
  askedId: '',
  basisId: '',
  part: 'answer',
  answerHash: '',
  source: 'code',
  model: '',
  builtIn: false,
  earned: 1,
  possible: 1,
  criteria: [],
  feedback: '',
  confidence: 1,
  flags: [],
  reason: null,
  decidedBy: null,
  supersedesId: null,
  shared: true,
  jobId: null,
  createdAt: new Date(),
};

const answer = (grade: Partial<GradeRow> | undefined, about: Partial<ScoredAnswer> = {}): ScoredAnswer => ({
  points: 1,
  asksReasoning: false,
  grade: grade && { ...row, ...grade },
  reasoningGrade: undefined,
  ...about,
});
const passing = (passPercent: number): GradePolicy => ({ ...lenientPolicy, passPercent });
const model = { source: 'model', model: 'some' } as const;

it('points count by their share of what is possible', () => {
  const answers = [answer({ earned: 3, possible: 4 }, { points: 10 }), answer({ earned: 1, possible: 3 }), answer({ earned: 0 })];
  expect(scoreAttempt(answers, lenientPolicy)).toEqual({
    // 7.5 and a third.
    score: 7.83,
    maxScore: 12,
    percent: 65.28,
    passed: null,
    waiting: 0,
    provisional: 0,
    inReview: 0,
  });
});

it('of a choice with its reasoning the choice counts at once, and the question waits', () => {
  const asked = { points: 4, asksReasoning: true };
  expect(scoreAttempt([answer({}, asked)], lenientPolicy)).toMatchObject({ score: 2, waiting: 1 });
  const both = answer({}, { ...asked, reasoningGrade: { ...row, ...model, earned: 1, possible: 2 } });
  expect(scoreAttempt([both], lenientPolicy)).toMatchObject({ score: 3, waiting: 0 });
});

it('each question is counted as what its less firm part is', () => {
  const answers = [
    answer(undefined),
    answer({ ...model, builtIn: true }),
    answer({ ...model, flags: [{ kind: 'demand', excerpt: 'ten points' }] }),
    answer({}, { asksReasoning: true, reasoningGrade: { ...row, ...model, builtIn: true } }),
    answer({}),
  ];
  expect(scoreAttempt(answers, lenientPolicy)).toMatchObject({ waiting: 1, provisional: 2, inReview: 1 });
});

describe('whether it is passed', () => {
  it.each([
    ['above the mark', [answer({}), answer({ earned: 0 })], 49, true],
    ['on the mark', [answer({}), answer({ earned: 0 })], 50, true],
    ['below the mark', [answer({}), answer({ earned: 0 })], 51, false],
    ['not by rounding up', [answer({ earned: 2, possible: 3 }), answer({ earned: 2, possible: 3 })], 67, false],
    [
      'by thirds that add up to the mark',
      [answer({ possible: 3 }), answer({ possible: 3 }), answer({ possible: 3 }), answer({}), answer({}), answer({ earned: 0 })],
      50,
      true,
    ],
    ['not known while a grade is missing', [answer({}), answer(undefined)], 10, null],
  ])('%s', (_, answers, mark, passed) => {
    expect(scoreAttempt(answers, passing(mark))).toMatchObject({ passed });
  });
});

it('nothing asked is nothing earned', () => {
  expect(scoreAttempt([], passing(50))).toMatchObject({ score: 0, maxScore: 0, percent: 0, passed: false });
});
