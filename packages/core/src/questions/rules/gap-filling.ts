import { plain } from '../fingerprint.ts';

const article =
  /^(?:an?|the|der|die|das|den|dem|ein|eine|einen|le|la|les|l|un|une|des|el|los|las|una|unos|unas|il|lo|i|gli|o|os|as|um|uma) (?=.)/u;

/** Whether two words for a gap are the same to a teacher: case, articles, hyphens, spaces and a plural s do not count, accents do. */
export function isSameGapFilling(a: string, b: string): boolean {
  const [one, other] = [bare(a), bare(b)];
  return one === other || withoutPlural(one) === withoutPlural(other);
}

function bare(text: string): string {
  // Of operators nothing is left as words.
  const words = plain(text);
  return words === '' ? text.trim() : words.replace(article, '').replaceAll(' ', '');
}

function withoutPlural(word: string): string {
  return word.length > 3 ? word.replace(/(?<=[^aiou])ies$/u, 'y').replace(/(?<=s|x|z|ch|sh)es$|(?<=[^s])s$/u, '') : word;
}
