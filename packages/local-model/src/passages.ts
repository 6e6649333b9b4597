import { readBlocks, type TaggedBlock } from './tagged-blocks.ts';

/** A passage of a prompt: `<passage id="…" pages="…" heading="…">` text `</passage>`. */
export interface PassageText {
  id: string;
  heading: string;
  text: string;
}

export function toPassage({ attribute, text }: TaggedBlock): PassageText {
  return { id: attribute('id'), heading: attribute('heading'), text };
}

/** Reads the passages of a message, in order. */
export function readPassages(prompt: string): PassageText[] {
  return readBlocks(prompt, ['passage']).map(toPassage);
}
