import { describe, expect, it } from 'vitest';
import type { Passage } from './find-passages.ts';
import { placeTerms } from './place-terms.ts';

const texts = [
  'A cloud may bring rain. Nobody knows when the dew point is reached.',
  'Rain is the water that falls from clouds in drops. The drops fall faster the bigger they are.',
  'The temperature at which vapour condenses is called the dew point. Clouds are the drops that hang in the air.',
  'Compared with <= and >=, the sign != is rarely seen in this book of ours.',
];

function place(...sections: { from: number; to: number; terms: string[] }[]): Record<string, string[]> {
  const passages = texts.map((text, ordinal): Passage => {
    return { id: `p${ordinal}`, documentId: 'd', ordinal, heading: null, text, tokens: 20, vector: undefined };
  });
  const placed = placeTerms(
    passages,
    sections.map(({ from, to, terms }) => ({ documentId: 'd', chunkFrom: from, chunkTo: to, terms })),
  );
  return Object.fromEntries(Array.from(placed, ([id, terms]) => [id, terms.map(({ term }) => term)]));
}

describe('a term of the outline goes with', () => {
  it('the passage that defines it, not the first that mentions it', () => {
    expect(place({ from: 0, to: 3, terms: ['rain', 'dew point'] })).toEqual({ p1: ['rain'], p2: ['dew point'] });
  });

  it('the first of those that say as much about it', () => {
    expect(place({ from: 0, to: 3, terms: ['drops'] })).toEqual({ p1: ['drops'] });
  });

  it('one passage, though two sections name it, in either number', () => {
    expect(place({ from: 0, to: 1, terms: ['cloud'] }, { from: 1, to: 3, terms: ['clouds'] })).toEqual({ p2: ['clouds'] });
  });

  it('a passage of its section', () => {
    expect(place({ from: 0, to: 0, terms: ['rain'] })).toEqual({ p0: ['rain'] });
  });

  it('none where it stands nowhere', () => {
    expect(place({ from: 0, to: 3, terms: ['snow', ' ', '=='] })).toEqual({});
  });
});

it('signs are found as they stand', () => {
  expect(place({ from: 0, to: 3, terms: ['!=', '<='] })).toEqual({ p3: ['!=', '<='] });
});

it('of a passage’s terms those come first that it defines', () => {
  expect(place({ from: 1, to: 1, terms: ['bigger', 'rain'] })).toEqual({ p1: ['rain', 'bigger'] });
});
