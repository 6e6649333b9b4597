import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from './item.ts';
import { emphasiseNegation, hasDoubleNegation } from './negative-stem.ts';

function choice(stem: string, language = 'en', type: Item['type'] = 'single_choice'): Item {
  return { type, stem, options: [], answer: '', accepted: [], rubric: [], starter: null, language };
}

function mended(stem: string, language?: string): string {
  return emphasiseNegation(choice(stem, language)).stem;
}

describe('the word that turns a question around is written in capitals', () => {
  it.each([
    ['en', 'Which of the following is not a gas?', 'Which of the following is NOT a gas?'],
    ['en', 'Which process doesn’t need energy?', 'Which process DOESN’T need energy?'],
    ['en', 'What can’t a computer do?', 'What CAN’T a computer do?'],
    ['en', 'All of the following are gases except', 'All of the following are gases EXCEPT'],
    ['en', 'All of these, as far as we know, are gases, except:', 'All of these, as far as we know, are gases, EXCEPT:'],
    ['en', 'Which statement is least likely?', 'Which statement is LEAST likely?'],
    ['en', 'Water boils. Which of these does not boil?', 'Water boils. Which of these does NOT boil?'],
    ['de', 'Welche Aussage trifft nicht zu?', 'Welche Aussage trifft NICHT zu?'],
    ['de', 'Was ist kein Gas?', 'Was ist KEIN Gas?'],
    ['fr', 'Lequel de ces corps n’est pas un gaz ?', 'Lequel de ces corps n’est PAS un gaz ?'],
    ['es', '¿Cuál de estos no es un gas?', '¿Cuál de estos NO es un gas?'],
    ['it', 'Quale di questi non è un gas?', 'Quale di questi NON è un gas?'],
    ['pt', 'Qual destes não é um gás?', 'Qual destes NÃO é um gás?'],
  ])('%s: %s', (language, stem, expected) => {
    expect(mended(stem, language)).toBe(expected);
  });

  it.each([
    ['en', 'Which of these is NOT a gas?'],
    ['en', 'What is a loop that does not end called?'],
    ['en', 'What happens when the water does not boil?'],
    ['en', 'Why does ice not sink?'],
    ['en', 'Which loop runs at least once?'],
    ['en', 'What is the least common multiple of 4 and 6?'],
    ['en', 'What does the `not` operator return?'],
    ['en', 'Water that does not move is called what?'],
    ['de', 'Wie heißt eine Schleife, die nicht endet?'],
    ['fr', 'Quel est le processus qui ne demande pas d’énergie ?'],
    ['es', '¿Qué es un bucle que no termina?'],
    ['nl', 'Welke hiervan is niet juist?'],
  ])('but a question that asks for what is so stays: %s: %s', (language, stem) => {
    expect(mended(stem, language)).toBe(stem);
  });

  it('and so does a statement: there "not" is part of the fact', () => {
    expect(emphasiseNegation(choice('Which is not so.', 'en', 'true_false')).stem).toBe('Which is not so.');
  });
});

it('two negations in one question cannot be mended', () => {
  expect(hasDoubleNegation(choice('Which of these is not never true?'))).toBe('negative_not_emphasised');
  expect(hasDoubleNegation(choice('Welche Aussage ist nicht kein Irrtum?', 'de'))).toBe('negative_not_emphasised');
  expect(hasDoubleNegation(choice('Which of these is not true? Which is not false?'))).toBeUndefined();
});

it('mending changes a stem once, and nothing but the letters of a negation', () => {
  const word = fc.constantFrom('Which', 'of', 'these', 'is', 'not', 'a', 'gas', 'that', 'does', 'least', ',', '?', '.', 'isn’t', 'except:');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const once = mended(words.join(' '));
      expect(mended(once)).toBe(once);
      expect(once.toLowerCase()).toBe(words.join(' ').toLowerCase());
    }),
  );
});
