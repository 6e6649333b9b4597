import type { Passage } from './find-passages.ts';
import type { PlacedTerm } from './place-terms.ts';

/** A passage with what it is worth, 0 to 1, and the terms that are to be asked about with it. */
export interface Candidate extends Passage {
  score: number;
  terms: readonly PlacedTerm[];
}
