import { describe, expect, it } from 'vitest';
import { findSpan } from './find-span.ts';
import type { GradingItem } from './grade-prompt.ts';
import { decidesAll, judgeAnswer, judgeNothing } from './judge-answer.ts';

const rubric = [
  { criterion: 'Names drops.', points: 3 },
  { criterion: 'Names water.', points: 1 },
];
const text = 'Clouds are made of “tiny drops”\nof wa-\nter, I think.';
const shown = { text, type: 'short_answer' as const, rubric };

type Said = GradingItem['criteria'][number];

function said(first: Partial<Said>, second: Partial<Said> = {}, feedback = 'Good. Go on.'): GradingItem {
  const usual = { met: true, why: 'It says so.', certainty: 1 };
  return {
    answer: 'a1',
    criteria: [
      { ...usual, criterion: 'c1', span: 'tiny drops', ...first },
      { ...usual, criterion: 'c2', span: 'of water', ...second },
    ],
    feedback,
  };
}

describe('a criterion is met', () => {
  it('where the words that it rests on stand in the answer, which are kept as they stand there', () => {
    const grade = judgeAnswer(said({ span: '"tiny  drops"' }), shown);
    expect(grade).toMatchObject({ earned: 4, possible: 4, confidence: 1 });
    expect(grade.criteria.map(({ span }) => span)).toEqual(['“tiny drops”', 'of wa-\nter']);
  });

  it.each([
    ['other words', 'huge drops'],
    ['words of the rubric', 'Names drops.'],
    ['none', ''],
    ['a sign', '.'],
    ['white space', ' \n '],
  ])('not where it rests on %s', (_, span) => {
    const grade = judgeAnswer(said({ span }), shown);
    expect(grade).toMatchObject({ earned: 1, possible: 4, confidence: 0.25 });
    expect(grade.criteria[0]).toMatchObject({ met: false, certainty: 0, span: null });
    expect(grade.criteria[0]?.why).toContain('do not stand in the answer');
  });

  it('of programs white space apart, and nothing else', () => {
    const code = 'def boils(t):\n    return t >= 100\n';
    expect(findSpan(code, 'return  t>=100', 'coding')).toBe('return t >= 100');
    expect(findSpan(code, 'return t > 100', 'coding')).toBeUndefined();
    expect(findSpan('a = “x”', 'a = "x"', 'coding')).toBeUndefined();
    expect(findSpan('x😀 = 1', '😀=1', 'coding')).toBe('😀 = 1');
  });

  it('also where the answer has tags, which the model sees escaped', () => {
    expect(findSpan('<section>drops</section>', '‹section>drops', 'coding')).toBe('<section>drops');
    expect(findSpan('It is <answer> here', '<answer> here', 'short_answer')).toBe('<answer> here');
  });
});

describe('points', () => {
  it('are the rubric’s, whatever the model says', () => {
    const item = { ...said({ met: false }), earned: 100, points: 100 };
    expect(judgeAnswer(item, shown)).toMatchObject({ earned: 1, possible: 4 });
  });

  it('count by criterion in any order; of two decisions the first', () => {
    const { criteria } = said({ met: false, certainty: 0.5 }, { certainty: 0.9 });
    const item = { ...said({}), criteria: [...criteria.toReversed(), ...said({}).criteria] };
    const grade = judgeAnswer(item, shown);
    expect(grade.earned).toBe(1);
    expect(grade.confidence).toBeCloseTo((3 * 0.5 + 0.9) / 4);
  });

  it('a firm no is told from one that nothing supports', () => {
    expect(judgeAnswer(said({ met: false, certainty: 0 }), shown).criteria[0]?.certainty).toBeGreaterThan(0);
  });
});

describe('what a model wrote', () => {
  it('is cut to two sentences and what can be stored', () => {
    const grade = judgeAnswer(said({ why: `Wh\0y\uD83D ${'x'.repeat(900)}` }, {}, 'One.\0 Two? Three! Four.'), shown);
    expect(grade.feedback).toBe('One. Two?');
    expect(grade.criteria[0]?.why).toHaveLength(500);
    expect(grade.criteria[0]?.why).toMatch(/^Why x/u);
    const longest = judgeAnswer(said({}, {}, `${'😀'.repeat(900)}`), shown).feedback;
    expect(longest.length).toBeLessThanOrEqual(600);
    expect(longest.isWellFormed()).toBe(true);
  });

  it('is no grade where a criterion is missing', () => {
    expect(decidesAll(said({}), rubric)).toBe(true);
    expect(decidesAll(said({ criterion: 'c7' }), rubric)).toBe(false);
    expect(decidesAll({ ...said({}), criteria: [] }, rubric)).toBe(false);
  });
});

it('an answer of which nothing is left earns nothing, for certain', () => {
  expect(judgeNothing(rubric)).toMatchObject({ earned: 0, possible: 4, confidence: 1 });
});
