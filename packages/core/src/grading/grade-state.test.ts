import { describe, expect, it } from 'vitest';
import { leastFirm, lenientPolicy, reviewReasons, stateOfGrade } from './grade-state.ts';
import { scoreOf } from './score-of.ts';

const criterion = { criterion: 'Names rain', points: 2, met: true, why: '', span: 'rain', certainty: 0.9 };
const grade = { source: 'model' as const, builtIn: false, earned: 2, possible: 4, criteria: [criterion], confidence: 0.9, flags: [] };
const strict = { review: { confidenceBelow: 0.6, borderPercent: 5 }, passPercent: 60 };

describe('a grade', () => {
  it('of a model is final when nothing speaks against it', () => {
    expect(stateOfGrade(grade, { ...strict, passPercent: 80 })).toBe('final');
  });

  it('of the built-in model is provisional', () => expect(stateOfGrade({ ...grade, builtIn: true }, lenientPolicy)).toBe('provisional'));

  it.each([
    ['flags', { flags: [{ kind: 'demand' as const, excerpt: 'full marks' }] }, 'injection'],
    ['little confidence', { confidence: 0.5 }, 'low_confidence'],
    ['partial credit at the border', { earned: 2.5 }, 'near_border'],
    ['a criterion without proof', { criteria: [{ ...criterion, met: false, certainty: 0 }] }, 'unsupported'],
  ])('with %s waits for the teacher', (_name, over, reason) => {
    const odd = { ...grade, ...over };
    expect(reviewReasons(odd, strict)).toEqual([reason]);
    expect(stateOfGrade(odd, strict)).toBe('review');
  });

  it('at the border waits for nobody where the test does not say so', () => {
    expect(stateOfGrade({ ...grade, confidence: 0.1 }, lenientPolicy)).toBe('final');
  });

  it('that is nothing or everything is at no border', () => {
    const border = { review: { confidenceBelow: null, borderPercent: 50 }, passPercent: 100 };
    expect(reviewReasons({ ...grade, earned: 4 }, border)).toEqual([]);
  });

  it('of a teacher is final, whatever it is about', () => {
    const flags = [{ kind: 'demand' as const, excerpt: 'full marks' }];
    expect(stateOfGrade({ ...grade, source: 'teacher', flags, confidence: 0 }, strict)).toBe('final');
  });

  it('that is missing makes the whole answer wait', () => {
    expect(stateOfGrade(undefined, strict)).toBe('waiting');
    expect(leastFirm(['final', 'provisional', 'review'])).toBe('review');
    expect(leastFirm(['final', 'waiting'])).toBe('waiting');
  });
});

describe('the score of an answer', () => {
  const full = { earned: 3, possible: 3 };
  it('is its share of what the question counts, to two decimals', () => {
    expect(scoreOf({ points: 2, asksReasoning: false, grade: { earned: 1, possible: 3 }, reasoningGrade: undefined })).toBe(0.67);
  });

  it('is half the choice and half the reasoning', () => {
    expect(scoreOf({ points: 4, asksReasoning: true, grade: full, reasoningGrade: { earned: 1, possible: 2 } })).toBe(3);
    expect(scoreOf({ points: 4, asksReasoning: true, grade: full, reasoningGrade: undefined })).toBe(2);
  });

  it('is nothing without a grade, or where nothing is possible', () => {
    expect(scoreOf({ points: 4, asksReasoning: false, grade: undefined, reasoningGrade: undefined })).toBe(0);
    expect(scoreOf({ points: 4, asksReasoning: false, grade: { earned: 1, possible: 0 }, reasoningGrade: undefined })).toBe(0);
  });
});
