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

export function escapeAttribute(text: string): string {
  return escapeTags(text).replaceAll('"', "'").replaceAll(/\s+/g, ' ');
}

/** Text from outside must not be able to end its own block or to open another one. */
export function escapeTags(text: string): string {
  return text.replaceAll(/<(?=\s*\/?\s*(?:passage|request|question|section)\b)/giu, '‹');
}
