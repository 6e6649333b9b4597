import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeText } from './normalize-text.ts';

describe('normalized text', () => {
  it('is the same for the same sentence set in different ways', () => {
    const plain = 'The "first" effect - an example.';
    expect(normalizeText('The “ﬁrst” eﬀect – an exam-\nple.')).toBe(plain);
    expect(normalizeText(' The "first"\teffect — an exam\u00ADple.\u200B ')).toBe(plain);
  });

  it('keeps hyphens inside a line and case', () => {
    expect(normalizeText('An all-purpose Tool')).toBe('An all-purpose Tool');
  });

  it('does not change when normalized again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const once = normalizeText(text);
        expect(normalizeText(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
