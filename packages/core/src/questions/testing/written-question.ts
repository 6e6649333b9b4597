import { WrittenQuestion } from '../prompt.ts';

/** The page that the questions of these tests are about. */
export const waterPage =
  'The water cycle moves water between sea, air and land. Evaporation is the process by which water turns into vapour. ' +
  'Clouds are made of tiny drops of water that hang in the air. Rain does not fall from every cloud.';

const bases = {
  single_choice: {
    stem: 'Which process turns water into a gas that rises?',
    options: ['evaporation', 'condensation', 'filtration', 'infiltration'].map(toOption([0])),
  },
  multiple_choice: {
    stem: 'Between which of these does the cycle move water? Select all that apply.',
    options: ['sea', 'air', 'stars', 'moon'].map(toOption([0, 1])),
  },
  true_false: { stem: 'Rain falls from every cloud.', options: ['True', 'False'].map(toOption([1])) },
  cloze: {
    stem: '____ is the process by which water turns into vapour.',
    answer: 'Evaporation',
    accepted: ['evaporation', 'vaporisation'],
  },
  short_answer: {
    stem: 'What are clouds made of?',
    answer: 'Of tiny drops of water that hang in the air.',
    rubric: [
      { criterion: 'Names drops of water.', points: 2 },
      { criterion: 'Says that they hang in the air.', points: 1 },
    ],
  },
  coding: {
    stem: 'Write a program that reads a temperature and prints whether water boils.',
    answer: 'print(float(input()) >= 100)',
    starter: 'temperature = ...\n',
    rubric: [
      { criterion: 'The program reads a number.', points: 1 },
      { criterion: 'It prints the right word for 100.', points: 2 },
    ],
  },
} satisfies Record<WrittenQuestion['type'], Partial<WrittenQuestion>>;

export function toOption(correct: readonly number[]) {
  return (text: string, at: number) => ({ text, correct: correct.includes(at), reason: '' });
}

/** A good question about `waterPage`, but for what a test changes. */
export function waterQuestion(type: WrittenQuestion['type'], over: Partial<WrittenQuestion> = {}): WrittenQuestion {
  return WrittenQuestion.parse({
    type,
    explanation: '',
    difficulty: 'easy',
    bloom: 'remember',
    topic: 'water',
    language: 'en',
    passage: 'p1',
    quote:
      type === 'multiple_choice'
        ? 'The water cycle moves water between sea, air and land.'
        : 'Evaporation is the process by which water turns into vapour.',
    ...bases[type],
    ...over,
  });
}
