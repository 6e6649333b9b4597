import type { Analyser } from '../../text/analyser.ts';
import { contentSequence, exactSequence, type Sequence } from '../../text/sequences.ts';
import type { PassageText } from '../../passages.ts';

/** A sentence of the passage, ready to be compared. */
export interface EvidenceLine {
  text: string;
  exact: Sequence;
  content: Sequence;
  /** A statement that can be understood without its neighbours. */
  standsAlone: boolean;
}

const negation = /^(?:not|no|never|none|neither|nor|cannot|without)$|n't$/u;

/** Whether words deny what they say; two negations undo each other. */
export function isNegated(words: Sequence): boolean {
  return words.filter((word) => negation.test(word)).length % 2 === 1;
}

/** All that a passage says: its sentences, whether or not a question could be made of them, and its headings. */
export function readEvidence(passage: PassageText, language: string, analyser: Analyser): EvidenceLine[] {
  const { sentences, blocks } = analyser.analyse(passage.text, language);
  const labels = blocks.filter(({ kind }) => kind === 'label');
  return [
    ...sentences.map(({ text, fault }) => ({ text, standsAlone: fault === undefined })),
    ...labels.map(({ text }) => ({ text, standsAlone: false })),
  ].map(({ text, standsAlone }) => ({ text, standsAlone, exact: exactSequence(text), content: contentSequence(text) }));
}
