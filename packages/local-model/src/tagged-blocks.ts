/** A block of a prompt: `<tag name="value">` text `</tag>`, the opening tag at the start of a line, the closing one at the end of a line. */
export interface TaggedBlock {
  tag: string;
  text: string;
  /** The attribute's value, empty where it is missing. */
  attribute: (name: string) => string;
}

function readAttribute(attributes: string, name: string): string {
  const raw = new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(attributes)?.[1] ?? '';
  return raw.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Reads the blocks with the given tags, in order. What stands inside one is text and nothing else, whatever it looks like. */
export function readBlocks(prompt: string, tags: readonly string[]): TaggedBlock[] {
  const names = tags.join('|');
  const starts = new RegExp(`^<(?:${names})[\\s>]`, 'mu');
  const opening = new RegExp(`^<(${names})((?:\\s+\\w+="[^"]*")*)\\s*>\\n?`, 'u');
  const blocks: TaggedBlock[] = [];
  let rest = prompt;
  for (;;) {
    const start = rest.search(starts);
    if (start < 0) return blocks;
    const open = opening.exec(rest.slice(start));
    if (!open) return blocks;
    const [whole, tag = '', attributes = ''] = open;
    const body = rest.slice(start + whole.length);
    const end = new RegExp(`\\n?</${tag}>[^\\S\\n]*(?:\\n|$)`, 'u').exec(body);
    blocks.push({ tag, text: end ? body.slice(0, end.index) : body, attribute: (name) => readAttribute(attributes, name) });
    if (!end) return blocks;
    rest = body.slice(end.index + end[0].length);
  }
}
