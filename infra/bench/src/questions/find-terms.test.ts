import { expect, test } from 'vitest';
import { type AskedText, findTerms } from './find-terms.ts';

function question({ stem = 'What is this?', answer = '', options = [], accepted = [] }: Partial<AskedText>): AskedText {
  return { stem, answer, options, accepted };
}

function isAsked(term: string, parts: Partial<AskedText>): boolean {
  return findTerms([term], [question(parts)])[0]?.asked ?? false;
}

test('a term in the stem is asked about, one in the key is the key', () => {
  const questions = [
    question({ stem: 'What does a while loop do?', answer: 'It repeats its body' }),
    question({
      options: [
        { text: 'break', correct: true },
        { text: 'continue', correct: false },
      ],
    }),
    question({ accepted: ['container'] }),
  ];
  expect(findTerms(['while loop', 'break', 'continue', 'container', 'body', 'for loop'], questions)).toEqual([
    { term: 'while loop', asked: true, inKey: false },
    { term: 'break', asked: true, inKey: true },
    { term: 'continue', asked: false, inKey: false },
    { term: 'container', asked: true, inKey: true },
    { term: 'body', asked: true, inKey: true },
    { term: 'for loop', asked: false, inKey: false },
  ]);
});

test.each([
  ['Arithmetic operators', 'Which ARITHMETIC OPERATOR comes first?'],
  ['round-off error', 'What is a round off error?'],
  ['built-in function', 'Which of these are built-in functions?'],
  ['modulus', 'What is the modulus of 7 and 2?'],
  ['library', 'Why use libraries?'],
  ['snake case', 'What are snake cases?'],
  ['class', 'What are classes?'],
])('%s is found in: %s', (term, stem) => {
  expect(isAsked(term, { stem })).toBe(true);
});

test.each([
  ['loop', 'What is a loophole?'],
  ['nested loop', 'Is a loop nested here?'],
  ['print()', 'What does print mean?'],
  ['Input', 'What does input() return?'],
])('%s is not found in: %s', (term, stem) => {
  expect(isAsked(term, { stem })).toBe(false);
});

test('a function is found with and without arguments', () => {
  expect(isAsked('print()', { stem: 'What does the print() function do?' })).toBe(true);
  expect(isAsked('range()', { stem: 'What is range(0, 5)?' })).toBe(true);
});

test('an operator is found where it is named, not where it is used', () => {
  expect(isAsked('=', { stem: 'What does the = operator do?' })).toBe(true);
  expect(isAsked('=', { stem: 'What does the sign = stand for?' })).toBe(true);
  expect(isAsked('=', { stem: 'What does “=” do?' })).toBe(true);
  expect(isAsked('=', { answer: '=' })).toBe(true);
  expect(isAsked('=', { stem: 'What is x after x = 5?' })).toBe(false);
  expect(isAsked('=', { stem: 'What does the == operator do?' })).toBe(false);
});
