import type { Span } from './chapter.ts';
import type { Face } from './theme.ts';

/** Width of `text` in points. */
export type Measure = (text: string, font: string, size: number) => number;

/** Text in one font, measured. */
export interface Run {
  text: string;
  font: string;
  width: number;
}

export interface Line {
  runs: Run[];
  width: number;
}

/** Splits at spaces; a word may change style in its middle ("**Fog**," is one word). The space stays with what precedes it. */
function words(spans: Span[]): Span[][] {
  const found: Span[][] = [];
  let open: Span[] = [];
  for (const span of spans) {
    for (const text of span.text.split(/(?<= )/)) {
      if (text === '') continue;
      open.push({ text, style: span.style });
      if (text.endsWith(' ')) {
        found.push(open);
        open = [];
      }
    }
  }
  return open.length > 0 ? [...found, open] : found;
}

/** Keeps "71 per cent", "4.2 kilojoules", "Table 2" on one line as a no-break space would, but with a plain space in the text. */
function glueNumbers(pieces: Span[][]): Span[][] {
  const glued: Span[][] = [];
  for (const piece of pieces) {
    const previous = glued.at(-1);
    if (previous && /(\d|per|Table) $/.test(previous.at(-1)?.text ?? '')) previous.push(...piece);
    else glued.push([...piece]);
  }
  return glued;
}

function toLine(pieces: Span[], face: Face, measure: Measure): Line {
  const merged: Span[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last?.style === piece.style && !face.wordByWord) last.text += piece.text;
    else merged.push({ ...piece });
  }
  const end = merged.at(-1);
  if (end) end.text = end.text.trimEnd();
  const runs = merged.map(({ text, style }): Run => {
    const font = face.fonts[style];
    return { text, font, width: measure(text, font, face.size) };
  });
  return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
}

/** Breaks into lines no wider than `width`, first fit, without hyphenation; a longer word gets a line of its own. */
export function breakLines(spans: Span[], face: Face, width: number, measure: Measure): Line[] {
  const lines: Line[] = [];
  let pieces: Span[] = [];
  for (const word of glueNumbers(words(spans))) {
    const longer = [...pieces, ...word];
    if (pieces.length > 0 && toLine(longer, face, measure).width > width) {
      lines.push(toLine(pieces, face, measure));
      pieces = word;
    } else {
      pieces = longer;
    }
  }
  return pieces.length > 0 ? [...lines, toLine(pieces, face, measure)] : lines;
}
