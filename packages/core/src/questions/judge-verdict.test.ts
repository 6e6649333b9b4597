import { describe, expect, it } from 'vitest';
import { judgeVerdict, type JudgedQuestion } from './judge-verdict.ts';
import { toOption, waterQuestion } from './testing/written-question.ts';
import { askedQuestion, letterAt, Verdict } from './verify-prompt.ts';

/** The judgement of a verdict that names options by their texts. */
function judge(question: JudgedQuestion, found: { answer: string[]; defensible?: string[]; problem?: string; confidence?: number }) {
  const asked = askedQuestion('q1', question, 'p1');
  const letterOf = (text: string) => {
    const place = asked.options.findIndex((option) => option.text === text);
    return place < 0 ? text : letterAt(place);
  };
  const { answer, defensible = answer, ...rest } = found;
  const verdict = {
    question: 'q1',
    confidence: 0.9,
    problem: '',
    ...rest,
    answer: answer.map(letterOf),
    defensible: defensible.map(letterOf),
  };
  const judgement = judgeVerdict(question, Verdict.parse(verdict), asked);
  return judgement.kind === 'rejected' ? judgement.reason : judgement.kind;
}

const [single, several, statement] = [waterQuestion('single_choice'), waterQuestion('multiple_choice'), waterQuestion('true_false')];
const [gap, free, program] = [waterQuestion('cloze'), waterQuestion('short_answer'), waterQuestion('coding')];

describe('a question whose key was found again is verified', () => {
  it.each<[string, JudgedQuestion, string[]]>([
    ['one option', single, ['evaporation']],
    ['all that are right', several, ['air', 'sea']],
    ['a statement', statement, ['False']],
    ['the word of a gap', gap, ['Evaporation']],
    ['the word with an article, in the plural', gap, ['the evaporations']],
    ['another spelling that counts', gap, ['VAPORISATION']],
    ['a free answer in other words', free, ['They consist of droplets that hang in the sky.']],
  ])('%s', (_name, question, answer) => {
    expect(judge(question, { answer })).toBe('verified');
  });

  it('however sure the second reading was', () => {
    expect(judge(single, { answer: ['evaporation'], confidence: 0.05 })).toBe('verified');
  });

  it.each(['A', 'a', '(A)', 'A)', 'a.', 'A: ', 'A) evaporation'])('however the letter is written: %s', (answer) => {
    const asked = { id: 'q1', type: single.type, stem: single.stem, options: single.options, passage: 'p1' };
    const verdict = Verdict.parse({ question: 'q1', answer: [answer], confidence: 1, defensible: [], problem: 'none' });
    expect(judgeVerdict(single, verdict, asked)).toEqual({ kind: 'verified' });
  });

  it('an option that begins like a letter is no letter', () => {
    const question = { ...single, options: ['A dog', 'a', 'b'].map(toOption([0])) };
    expect(judge(question, { answer: ['A dog'] })).toBe('verified');
  });
});

describe('a question that a second reading answers otherwise is turned down', () => {
  it.each<[string, JudgedQuestion, string[]]>([
    ['another option', single, ['filtration']],
    ['one right option of two', several, ['sea']],
    ['the other truth', statement, ['True']],
    ['another word', gap, ['Condensation']],
    ['a word with another accent', { ...gap, answer: 'té', accepted: ['té'] }, ['te']],
    ['a free answer that has nothing in common', free, ['Nobody knows, perhaps cotton.']],
    ['a free answer that only repeats the question', free, ['Clouds are made of clouds.']],
    ['nothing that was offered', single, ['gravity']],
  ])('%s', (_name, question, answer) => {
    expect(judge(question, { answer })).toBe('verifier_disagrees');
  });

  it.each<[string, JudgedQuestion, Parameters<typeof judge>[1]]>([
    ['a second option is defensible', single, { answer: ['evaporation'], defensible: ['evaporation', 'filtration'] }],
    ['two options are given', single, { answer: ['evaporation', 'filtration'] }],
    ['one more than those that are right', several, { answer: ['sea', 'air', 'moon'] }],
    ['it says so', single, { answer: ['evaporation'], problem: 'several_answers' }],
    ['two words fit', gap, { answer: ['evaporation', 'heat'] }],
  ])('several answers: %s', (_name, question, found) => {
    expect(judge(question, found)).toBe('several_answers');
  });

  it('several right ones are what a multiple choice is about', () => {
    expect(judge(several, { answer: ['sea', 'air'], problem: 'several_answers' })).toBe('verified');
  });

  it.each([
    ['no_answer', 'not_answerable'],
    ['not_in_passage', 'not_answerable'],
    ['malformed', 'unclear'],
  ])('%s', (problem, reason) => {
    expect(judge(single, { answer: [], problem })).toBe(reason);
    expect(judge(free, { answer: [], problem })).toBe(reason);
  });

  it('no answer at all', () => {
    expect(judge(single, { answer: [] })).toBe('not_answerable');
    expect(judge(gap, { answer: [' '] })).toBe('not_answerable');
  });

  it('what was answered instead is told', () => {
    const asked = askedQuestion('q1', single, 'p1');
    const verdict = Verdict.parse({ question: 'q1', answer: ['filtration'], confidence: 1, defensible: [], problem: '' });
    expect(judgeVerdict(single, verdict, asked)).toMatchObject({ note: 'The second reading answered: filtration' });
  });
});

describe('a question that nobody answered again is not checked', () => {
  it('a program, whatever was said of it', () => {
    expect(judge(program, { answer: [], problem: 'not_checked' })).toBe('not_checked');
    expect(judge(program, { answer: ['print(1)'], problem: 'no_answer' })).toBe('not_checked');
    expect(judge(program, { answer: [], problem: 'malformed' })).toBe('unclear');
  });

  it('one that the answer left out', () => {
    expect(judgeVerdict(single, undefined, askedQuestion('q1', single, 'p1'))).toEqual({ kind: 'not_checked' });
  });
});
