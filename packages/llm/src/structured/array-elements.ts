/**
 * The complete objects and arrays in the JSON array that begins after `start`, as texts. It stops at the array's end or where
 * the text breaks off: an element that was cut is not among them, so nothing is made up.
 */
export function* completeElements(text: string, start: number): Generator<string> {
  let depth = 0;
  let elementStart = start;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
    } else if (char === '{' || char === '[') {
      if (depth === 0) elementStart = at;
      depth += 1;
    } else if (char === '}' || char === ']') {
      if (depth === 0) return;
      depth -= 1;
      if (depth === 0) yield text.slice(elementStart, at + 1);
    }
  }
}

/** Where the string that opens at `start` closes; the text's length when it never does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
