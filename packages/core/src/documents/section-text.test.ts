import { expect, it } from 'vitest';
import { chosenChunks, sectionText } from './section-text.ts';

const chunks = new Map([
  [0, 'Rivers\nRivers flow.\n\n1.1 Springs\nA spring is a source.'],
  [1, 'Springs are cold.'],
  [2, 'They never freeze.\n\nSeas\nThe sea is salty.'],
]);

it('of a passage that two sections share each has its own part', () => {
  const springs = { title: 'Springs', chunkFrom: 0, chunkTo: 2 };
  const seas = { title: 'Seas', chunkFrom: 2, chunkTo: 2 };
  expect(sectionText(springs, seas, chunks)).toBe('1.1 Springs\nA spring is a source.\n\nSprings are cold.\n\nThey never freeze.');
  expect(sectionText(seas, undefined, chunks)).toBe('Seas\nThe sea is salty.');
});

it('a title that does not stand in the text costs no text', () => {
  expect(sectionText({ title: 'Figure', chunkFrom: 1, chunkTo: 1 }, undefined, chunks)).toBe('Springs are cold.');
});

it('a long section is represented by its beginning and by places spread over the rest', () => {
  expect(chosenChunks({ title: '', chunkFrom: 3, chunkTo: 5 })).toEqual([3, 4, 5]);
  expect(chosenChunks({ title: '', chunkFrom: 10, chunkTo: 109 })).toEqual([10, 30, 50, 70, 90]);
});
