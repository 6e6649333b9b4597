import { describe, expect, it } from 'vitest';
import { cleanPageText, cleanTitle } from './clean-text.ts';

describe('a page’s text', () => {
  it('holds nothing that a database refuses', () => {
    expect(cleanPageText('a\u0000b\u0007c \uD800d')).toBe('abc \uFFFDd');
  });

  it('has one kind of line end, none at its ends, and no white space before them', () => {
    expect(cleanPageText('\n\none \r\ntwo\t\rthree\n\n\n\nfour \n')).toBe('one\ntwo\nthree\n\nfour');
  });

  it('keeps the gaps between cells', () => {
    expect(cleanPageText('Bergen\t2250')).toBe('Bergen\t2250');
  });

  it('shows the bullets of symbol fonts', () => {
    expect(cleanPageText('\uF0B7 in the sea\n\uF0A7 in ice')).toBe('• in the sea\n▪ in ice');
  });
});

describe('a title', () => {
  it('is one line of sensible length', () => {
    expect(cleanTitle(' The\nCycle \u0000 of Water ', 300)).toBe('The Cycle of Water');
    expect(cleanTitle('x'.repeat(400), 300)).toHaveLength(300);
  });

  it.each([undefined, 7, '', ' \u0000 '])('is absent for %j', (raw) => {
    expect(cleanTitle(raw, 300)).toBeUndefined();
  });
});
