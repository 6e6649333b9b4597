import { readBlocks } from '../../tagged-blocks.ts';
import { PromptError } from '../skill.ts';

export interface SectionText {
  /** As given, or `s1`, `s2`, … by place. */
  id: string;
  heading: string;
  text: string;
}

/** Reads the `<section id="…" heading="…">` blocks of the user message; what else stands there is for other models. */
export function parsePrompt(prompt: string): SectionText[] {
  const sections = readBlocks(prompt, ['section']);
  if (sections.length === 0) throw new PromptError('The user message must hold <section heading="…">…</section> blocks.');
  return sections.map(({ attribute, text }, index) => ({
    id: attribute('id') || `s${index + 1}`,
    heading: attribute('heading'),
    text,
  }));
}
