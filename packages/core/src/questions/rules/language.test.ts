import { describe, expect, it } from 'vitest';
import { isOtherLanguage, languageCode } from './language.ts';

it.each([
  ['en', 'en'],
  ['pt-BR', 'pt'],
  ['deu', 'de'],
  ['German', 'de'],
  ['zh_Hans', 'zh'],
  ['gibberish!', undefined],
  ['', undefined],
])('%j is the language %s', (written, code) => {
  expect(languageCode(written)).toBe(code);
});

const texts = {
  en: 'Which term names a loop that runs a set of statements as long as its condition is true?',
  de: 'Wie heißt eine Schleife, die Anweisungen so lange ausführt, wie ihre Bedingung wahr ist?',
  fr: 'Comment appelle-t-on une boucle qui exécute des instructions tant que sa condition est vraie ?',
  es: '¿Cómo se llama un bucle que ejecuta instrucciones mientras su condición es verdadera?',
  it: 'Come si chiama un ciclo che esegue istruzioni finché la sua condizione è vera?',
  pt: 'Como se chama um laço que executa instruções enquanto a sua condição é verdadeira?',
};

describe('a question is in the language that it is in', () => {
  it.each(Object.entries(texts))('%s', (language, text) => {
    for (const other of Object.keys(texts)) expect([other, isOtherLanguage(text, other)]).toEqual([other, other !== language]);
  });

  it.each(['What is a loop?', 'len("abc") + int("3") == 6 and range(0, 10, 2) or print("x")', 'Hydrochloric acid + sodium hydroxide'])(
    'short texts and code are trusted: %s',
    (text) => {
      expect(isOtherLanguage(text, 'en')).toBe(false);
    },
  );

  it('languages without a list are told by their letters', () => {
    const russian = 'Как называется цикл, который выполняет набор инструкций, пока его условие истинно?';
    expect(isOtherLanguage(russian, 'ru')).toBe(false);
    expect(isOtherLanguage(russian, 'en')).toBe(true);
    expect(isOtherLanguage(texts.en, 'ru')).toBe(true);
  });
});
