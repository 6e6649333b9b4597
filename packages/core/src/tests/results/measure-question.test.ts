import { expect, it } from 'vitest';
import { flagQuestion, type MeasuredOption } from './flag-question.ts';
import { measureQuestion, type MeasuredAnswer } from './measure-question.ts';

const answer = (share: number | null, rest: number | null, chosen: number[] = []): MeasuredAnswer => ({
  answered: true,
  share,
  rest,
  chosen,
});
const times = (count: number, made: MeasuredAnswer) => Array.from({ length: count }, () => made);
const optionsOf = (answers: readonly MeasuredAnswer[], correct: readonly number[], count = 3) => {
  const measure = measureQuestion(answers, count);
  const options = measure.options.map((option, place): MeasuredOption => ({
    ...option,
    text: `option ${place}`,
    correct: correct.includes(place),
  }));
  return flagQuestion(measure, options);
};

it('correlates a question with the rest of the test as one does by hand', () => {
  // Five right with rests 1, 1, 1, 1, 0.5 (mean 0.9), five wrong with 0.5, 0, 0, 0, 0 (mean 0.1).
  const rests = [1, 1, 1, 1, 0.5, 0.5, 0, 0, 0, 0];
  const answers = rests.map((rest, at) => answer(at < 5 ? 1 : 0, rest));
  const { discrimination, shareCorrect, asked, answered, graded } = measureQuestion(answers, 0);
  // Covariance 0.2, deviations 0.5 and the root of 0.2: 0.2 / (0.5 · 0.44721) = 0.89443.
  expect(discrimination).toBeCloseTo(0.89443, 5);
  expect({ shareCorrect, asked, answered, graded }).toEqual({ shareCorrect: 0.5, asked: 10, answered: 10, graded: 10 });
});

it('says nothing of discrimination below ten attempts, or where everybody did the same', () => {
  const nine = Array.from({ length: 9 }, (_, at) => answer(at % 2, at / 9));
  expect(measureQuestion(nine, 0).discrimination).toBeNull();
  expect(measureQuestion([...nine, answer(1, 1)], 0).discrimination).not.toBeNull();
  expect(measureQuestion([...nine, answer(1, null)], 0).discrimination).toBeNull();
  expect(measureQuestion(times(20, answer(1, 0.3)), 0).discrimination).toBeNull();
  const same = Array.from({ length: 20 }, (_, at) => answer(at % 2, 0.1 + 0.2));
  expect(measureQuestion(same, 0).discrimination).toBeNull();
});

it('counts options of those who answered, and leaves out of the share what is not graded', () => {
  const answers = [answer(1, 1, [0]), answer(0.5, 0, [0, 1]), answer(null, 0, [1]), { answered: false, share: 0, rest: 0, chosen: [] }];
  const { asked, answered, graded, shareCorrect, options } = measureQuestion(answers, 3);
  expect({ asked, answered, graded, shareCorrect }).toEqual({ asked: 4, answered: 3, graded: 3, shareCorrect: 0.5 });
  expect(options.map(({ chosen, share }) => [chosen, share])).toEqual([
    [2, 2 / 3],
    [2, 2 / 3],
    [0, 0],
  ]);
  expect(measureQuestion([], 2)).toMatchObject({ asked: 0, shareCorrect: null, options: [{ chosen: 0, share: null }, { share: null }] });
});

it('suspects the key where the better students agree on another option', () => {
  // Six good ones choose option 1 and get nothing, six weak ones hit the key.
  const answers = [...times(6, answer(0, 0.9, [1])), ...times(6, answer(1, 0.2, [0]))];
  const flags = optionsOf(answers, [0]);
  expect(flags.map(({ flag }) => flag)).toEqual(['wrong_key', 'negative_discrimination']);
  expect(flags[0]?.message).toContain('“option 1”');
  // With the key put right nothing is wrong.
  const mended = answers.map((one) => ({ ...one, share: 1 - (one.share ?? 0) }));
  expect(optionsOf(mended, [1])).toEqual([]);
  // Nine are too few to say so.
  expect(optionsOf(answers.slice(3), [0])).toEqual([]);
});

it('does not suspect the key where the better students choose it, whatever the others do', () => {
  const answers = [...times(6, answer(1, 0.9, [0])), ...times(10, answer(0, 0.2, [1]))];
  expect(optionsOf(answers, [0])).toEqual([]);
});

it('names distractors that hardly anybody takes, from twenty answers on', () => {
  const answers = [...times(11, answer(1, 0.9, [0])), ...times(9, answer(0, 0.2, [1]))];
  const flags = optionsOf(answers, [0]);
  expect(flags.map(({ flag }) => flag)).toEqual(['dead_distractor']);
  expect(flags[0]?.message).toContain('“option 2”');
  // One of twenty is five of a hundred, which is enough.
  expect(optionsOf([...answers.slice(1), answer(0, 0.1, [2])], [0])).toEqual([]);
  expect(optionsOf(answers.slice(1), [0])).toEqual([]);
});

it('says what is too easy and too hard, beyond 95 and below 20 of a hundred', () => {
  const share = (right: number, wrong: number) =>
    optionsOf([...times(right, answer(1, 0.5)), ...times(wrong, answer(0, 0.5))], [], 0).map(({ flag, message }) => [
      flag,
      message.slice(0, 9),
    ]);
  expect(share(25, 1)).toEqual([['too_easy', '96 % of t']]);
  expect(share(19, 1)).toEqual([]);
  expect(share(2, 8)).toEqual([]);
  expect(share(3, 17)).toEqual([['too_hard', 'Only 15 %']]);
  // Of five nobody can tell.
  expect(share(5, 0)).toEqual([]);
});
