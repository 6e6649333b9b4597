export interface ArrayElements {
  /** The complete objects and arrays in it, as texts. */
  elements: string[];
  /** Whether the array was closed, or the text broke off between two elements, or inside one. */
  end: 'closed' | 'between' | 'inside';
}

/** What is in the JSON array that begins after `start`. An element that was cut is not among it, so nothing is made up. */
export function readElements(text: string, start: number): ArrayElements {
  const elements: string[] = [];
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
      if (depth === 0) return { elements, end: 'closed' };
      depth -= 1;
      if (depth === 0) elements.push(text.slice(elementStart, at + 1));
    }
  }
  return { elements, end: depth > 0 ? 'inside' : 'between' };
}

/** Where the string that opens at `start` closes; the text's length when it never does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
