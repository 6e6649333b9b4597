import { describe, expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'Water evaporates from the sea when the sun warms its surface, and warm air carries the vapour upwards.'],
    ['de', 'Das Wasser verdunstet aus dem Meer, wenn die Sonne seine Oberfläche erwärmt, und steigt mit der Luft auf.'],
    ['fr', 'L’eau s’évapore de la mer quand le soleil réchauffe sa surface, et l’air chaud emporte la vapeur.'],
    ['es', 'El agua se evapora del mar cuando el sol calienta su superficie, y el aire caliente lleva el vapor.'],
    ['ru', 'Вода испаряется из моря, когда солнце нагревает его поверхность, и тёплый воздух уносит пар.'],
    ['ar', 'يتبخر الماء من البحر عندما تسخن الشمس سطحه، ويحمل الهواء الدافئ البخار إلى الأعلى.'],
    ['zh', '当太阳使海面变暖时，水从海中蒸发，暖空气把水蒸气带到高处，在那里凝结成云。'],
  ])('%s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it('is that of most of a book, not of its title page', () => {
    const book = `Lorem ipsum dolor sit amet, consectetur adipiscing elit. ${'The rivers carry the water back to the sea, and the cycle begins anew. '.repeat(200)}`;
    expect(detectLanguage(book)).toBe('en');
  });

  it.each(['', 'x', '12345 67890', '----------'])('is unknown for %j', (text) => {
    expect(detectLanguage(text)).toBeUndefined();
  });
});
