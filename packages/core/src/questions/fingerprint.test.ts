import { describe, expect, it } from 'vitest';
import { contentWords, coverage, plain } from './fingerprint.ts';

describe('texts are compared by their words', () => {
  it('case, punctuation and white space do not count', () => {
    expect(plain('What  is a\nLoop?')).toBe(plain('what is a loop'));
  });

  it('words of languages without spaces are told apart', () => {
    expect(plain('水循环')).toContain(' ');
  });
});

describe('the words that carry meaning', () => {
  it.each([
    ['Which of the following is a loop?', 'loop'],
    ['Was ist eine Schleife?', 'schleife'],
    ['Qu’est-ce qu’une boucle ?', 'boucle'],
    ['¿Qué es un bucle?', 'bucle'],
  ])('%s', (text, word) => {
    expect(contentWords(text)).toEqual(contentWords(word));
  });

  it('are the same in the plural and in another form', () => {
    expect(contentWords('loops evaporate')).toEqual(contentWords('loop evaporation'));
  });

  it('stand in a text by so much', () => {
    expect(coverage(contentWords('water evaporates'), contentWords('the evaporation of the sea'))).toBe(0.5);
    expect(coverage(new Set(), new Set(['a']))).toBe(0);
  });
});
