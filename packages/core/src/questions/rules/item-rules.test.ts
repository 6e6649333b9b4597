import type { RejectReason } from '@lectern/contract';
import { describe, expect, it } from 'vitest';
import type { Item } from './item.ts';
import { brokenRule, mend } from './item-rules.ts';

function choice(stem: string, options: readonly string[], keys: readonly number[] = [0], language = 'en'): Item {
  const [first = 0] = keys;
  return {
    type: keys.length > 1 ? 'multiple_choice' : 'single_choice',
    stem,
    options: options.map((text, at) => ({ text, correct: keys.includes(at), reason: '' })),
    answer: options[first] ?? '',
    accepted: [],
    rubric: [],
    starter: null,
    language,
  };
}

function open(type: 'cloze' | 'short_answer' | 'true_false', stem: string, answer: string): Item {
  return { ...choice(stem, []), type, answer, accepted: type === 'cloze' ? [answer] : [] };
}

const gases = ['oxygen', 'nitrogen', 'helium'];
const asked = 'Which gas do plants release?';

describe('catch-all options', () => {
  it.each([
    'All of the above',
    'none of the above.',
    'All the above are correct',
    'None of these',
    'None of the options',
    'Both A and B',
    'A and C only',
    'Neither A nor B',
    'Options A and B',
    'Alle der oben genannten',
    'Keine der genannten Antworten',
    'Alle Antworten sind richtig',
    'Keine davon',
    'Sowohl A als auch B',
    'Toutes les réponses ci-dessus',
    'Aucune de ces réponses',
    'À la fois A et B',
    'Todas las anteriores',
    'Ninguna de las respuestas anteriores',
    'Tutte le precedenti',
    'Nessuna delle precedenti',
    'Todas as anteriores',
    'Nenhuma das alternativas',
  ])('%s', (text) => {
    expect(brokenRule(choice(asked, [...gases, text]))).toBe('catch_all_option');
  });

  it.each([
    ['all of the noble gases', 'the gas of lamps', 'the gas of balloons'],
    ['a and b', 'a or b', 'not a'],
    ['A, D, and E', 'B, C, and D', 'B and C'],
    ['Vitamin A and vitamin B', 'Vitamin C and vitamin D', 'Vitamin E and vitamin K'],
    ['all elements of the list', 'none of its elements', 'the first element'],
    ['Both parents', 'The mother', 'The father'],
  ])('but not: %s', (...options) => {
    expect(brokenRule(choice('What is meant here?', options))).toBeUndefined();
  });
});

describe('a key that stands out by its length', () => {
  const long = 'the gas that plants give off while they make sugar from light, water and carbon dioxide';

  it('is longer than every distractor', () => {
    expect(brokenRule(choice(asked, [long, 'the gas of balloons in the sky', 'the gas of lamps in the city']))).toBe('key_stands_out');
  });

  it.each([
    ['one distractor is as long', ['the gas of balloons in the sky', long.replace('give off', 'take in')], 0],
    ['it is a distractor that is long', ['the gas of balloons in the sky', 'the gas of lamps in the city'], 1],
  ])('but not when %s', (_name, others, key) => {
    expect(brokenRule(choice(asked, [long, ...others], [key]))).toBeUndefined();
  });

  it('nor when all are short', () => {
    expect(brokenRule(choice(asked, ['photosynthesis', 'rain', 'wind']))).toBeUndefined();
  });
});

describe('an answer that stands in the stem', () => {
  it.each<[string, Item]>([
    ['of a choice', choice('What is the evaporation of water called?', ['evaporation', 'rain', 'snow'])],
    ['all of several', choice('Which of sea and land are part of the cycle?', ['sea', 'land', 'moon'], [0, 1])],
    ['of a gap', open('cloze', 'By evaporation, also called ____, water turns into vapour.', 'evaporation')],
    [
      'of an open question',
      open('short_answer', 'Why does the heat of the sun make water evaporate?', 'The sun’s heat makes the water evaporate.'),
    ],
  ])('%s', (_name, item) => {
    expect(brokenRule(item)).toBe('answer_in_stem');
  });

  it.each<[string, Item]>([
    ['one of two that are compared', choice('Which is faster in air, light or sound?', ['light', 'sound', 'both'])],
    ['one of several', choice('Which of these surround the sea?', ['sea', 'land', 'moon'], [0, 1])],
    ['a small word or number', choice('What is 3 * 1 in this system?', ['3', '4', '5'])],
    ['a keyword that is a word too', open('cloze', 'The ____ operator tells whether a value is in a list.', 'in')],
    ['an open question that leaves something to say', open('short_answer', 'What are clouds?', 'Clouds are drops of water in the air.')],
  ])('but not: %s', (_name, item) => {
    expect(brokenRule(item)).toBeUndefined();
  });
});

describe('options that are not of one kind', () => {
  it.each([
    ['a name among years', ['1776', '1789', '1812', 'Napoleon']],
    ['a sentence among terms', ['a gas', 'a metal', 'Plants release it into the air while the sun shines']],
  ])('%s', (_name, options) => {
    expect(brokenRule(choice('What is meant?', options))).toBe('options_of_mixed_kind');
  });

  it.each([
    ['numbers with units', ['3 km', '25 km', '-4.5 km', '1,000 km']],
    ['an error among results', ['3', '5', 'An error', '7']],
    ['code', ['x = 1', 'x', 'print the value of x after the loop has ended (x)']],
    ['terms of one and of three words', ['loop', 'nested while loop', 'outer loop', 'infinite loop']],
    ['phrases of several lengths', ['a gas', 'a gas that burns well', 'Plants release it into the air by day']],
  ])('but not: %s', (_name, options) => {
    expect(brokenRule(choice('What is meant?', options))).toBeUndefined();
  });
});

describe('options that are the same', () => {
  it('but for case, spaces and the full stop', () => {
    expect(brokenRule(choice(asked, ['Oxygen', 'oxygen.', 'helium']))).toBe('options_alike');
  });

  it('but not where the signs differ', () => {
    expect(brokenRule(choice('Which assigns?', ['x = 1', 'x == 1', 'x != 1']))).toBeUndefined();
  });
});

describe('grammar that tells the key', () => {
  it.each([
    ['plural verb', choice('What are the parts that read the code called?', ['ribosomes', 'nucleus', 'membrane'])],
    ['singular verb', choice('Which is the part that reads the code?', ['ribosome', 'membranes', 'walls'])],
    ['verb behind the gap', choice('____ are small parts of a cell.', ['Ribosomes', 'Nucleus', 'Membrane'])],
  ])('%s', (_name, item) => {
    expect(brokenRule(item)).toBe('grammatical_giveaway');
  });

  it.each([
    ['all in one number', choice('What are these parts called?', ['ribosomes', 'walls', 'membranes'])],
    ['another one fits too', choice('What are these parts called?', ['ribosomes', 'walls', 'nucleus'])],
    ['words that end in s alone', choice('Which is the part that reads?', ['nucleus', 'glass', 'axis'])],
  ])('but not: %s', (_name, item) => {
    expect(brokenRule(item)).toBeUndefined();
  });

  it.each([
    ['An animal that eats plants is called a ____.', ['herbivore', 'omnivore', 'eater'], 'An animal that eats plants is called a(n) ____.'],
    ['An animal that eats plants is called an', ['herbivore', 'omnivore', 'eater'], 'An animal that eats plants is called a(n)'],
    ['It is called a ____.', ['herbivore', 'carnivore', 'university'], 'It is called a ____.'],
    ['What is the value of a?', ['one', 'eleven', 'two'], 'What is the value of a?'],
  ])('the article is opened: %s', (stem, options, mended) => {
    expect(mend(choice(stem, options)).stem).toBe(mended);
  });
});

describe('stems that speak of a text which the student does not see', () => {
  it.each([
    'According to the passage, what is a loop?',
    'What is a loop, as described in this chapter?',
    'In the text, what ends a loop?',
    'What does the author say about loops?',
    'What does Figure 3.2 show?',
    'Which loop is shown in the table above?',
    'Based on the given text, what is a loop?',
    'This section introduces loops.',
    'Laut Text: Was ist eine Schleife?',
    'Was wird im Abschnitt beschrieben?',
    'D’après le texte, qu’est-ce qu’une boucle ?',
    'Según el texto, ¿qué es un bucle?',
    'De acordo com o texto, o que é um laço?',
    'Secondo il testo, che cos’è un ciclo?',
  ])('%s', (stem) => {
    expect(brokenRule(open('short_answer', stem, 'It repeats statements.'))).toBe<RejectReason>('unclear');
  });

  it.each([
    'Which SQL statement deletes all rows in the table?',
    'Which method counts the words in the text?',
    'Which figure of speech compares two things?',
    'How does the passage of time change rocks?',
    'Which tag marks a paragraph in the document?',
    'What does the following code print?',
    'Which article of the constitution protects speech?',
  ])('but not: %s', (stem) => {
    expect(brokenRule(open('short_answer', stem, 'It repeats statements.'))).toBeUndefined();
  });
});
