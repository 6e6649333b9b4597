import { escapeAttribute, escapeTags } from '../models/escape-tags.ts';

/** A passage as a prompt shows it. */
export interface PromptPassage {
  /** How the model names it. */
  name: string;
  pageFrom: number;
  pageTo: number;
  heading: string | null;
  text: string;
}

/** The opening of a message: what is wanted, as JSON. */
export function requestBlock(request: object): string {
  return `<request>${escapeTags(JSON.stringify(request))}</request>`;
}

export function passageBlock({ name, pageFrom, pageTo, heading, text }: PromptPassage): string {
  const title = heading === null ? '' : ` heading="${escapeAttribute(heading)}"`;
  return `<passage id="${escapeAttribute(name)}" pages="${pageFrom}-${pageTo}"${title}>\n${escapeTags(text)}\n</passage>`;
}
