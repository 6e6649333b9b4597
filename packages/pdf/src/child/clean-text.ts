/** Bullets of the Symbol and Wingdings fonts, which have no Unicode meaning of their own. */
const SYMBOLS: Readonly<Record<string, string>> = {
  '\uF0B7': '•',
  '\uF0A7': '▪',
  '\uF06E': '■',
  '\uF0A8': '◦',
  '\uF06F': '○',
  '\uF076': '◆',
  '\uF0D8': '➢',
  '\uF0FC': '✓',
  '\uF0E0': '→',
};
const SYMBOL = new RegExp(`[${Object.keys(SYMBOLS).join('')}]`, 'g');
/** Postgres takes no NUL; the others mean nothing in text. */
// oxlint-disable-next-line no-control-regex
const UNWANTED = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFEFF\uFFFE\uFFFF]/g;

/** A page's text fit to be stored: well-formed, lines without white space at their ends, at most one blank line in a row. */
export function cleanPageText(raw: string): string {
  return cleanCharacters(raw)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** A title in one line, cut to a sensible length; undefined if nothing is left. */
export function cleanTitle(raw: unknown, maxCharacters: number): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const title = cleanCharacters(raw).replace(/\s+/g, ' ').trim();
  return title === '' ? undefined : [...title].slice(0, maxCharacters).join('');
}

function cleanCharacters(raw: string): string {
  return raw
    .toWellFormed()
    .replace(UNWANTED, '')
    .replace(SYMBOL, (symbol) => SYMBOLS[symbol] ?? symbol);
}
