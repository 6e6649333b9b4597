/** What Postgres cannot store (NUL, halves of surrogate pairs), and control characters, which no reader sees. */
const unstorable = /[[\p{Cs}\p{Cc}]--[\t\n\r]]/gv;

export function cleanText(text: string): string {
  return text.replace(unstorable, '');
}
