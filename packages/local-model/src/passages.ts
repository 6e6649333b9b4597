/** A passage of a prompt: `<passage id="…" pages="…" heading="…">` text `</passage>`, the tags on lines of their own. */
export interface PassageText {
  id: string;
  heading: string;
  text: string;
}

const opening = /^<passage((?:\s+\w+="[^"]*")*)\s*>\n?/u;
const closing = /\n?<\/passage>[^\S\n]*(?:\n|$)/u;

function attribute(attributes: string, name: string): string {
  const raw = new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(attributes)?.[1] ?? '';
  return raw.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Reads the passages of a message, in order. What stands inside one is text and nothing else. */
export function readPassages(prompt: string): PassageText[] {
  const passages: PassageText[] = [];
  let rest = prompt;
  for (;;) {
    const start = rest.search(/^<passage[\s>]/mu);
    if (start < 0) return passages;
    const open = opening.exec(rest.slice(start));
    if (!open) return passages;
    const body = rest.slice(start + open[0].length);
    const end = closing.exec(body);
    passages.push({
      id: attribute(open[1] ?? '', 'id'),
      heading: attribute(open[1] ?? '', 'heading'),
      text: end ? body.slice(0, end.index) : body,
    });
    if (!end) return passages;
    rest = body.slice(end.index + end[0].length);
  }
}
