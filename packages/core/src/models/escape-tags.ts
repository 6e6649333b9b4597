/** For the value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return escapeTags(text).replaceAll('"', "'").replaceAll(/\s+/g, ' ');
}

/** Text from outside must not be able to end its own block of a prompt or to open another one. */
export function escapeTags(text: string): string {
  return text.replaceAll(/<(?=\s*\/?\s*(?:passage|request|question|section|reference|criterion|answer)\b)/giu, '‹');
}
