import type { SentenceSpan } from './split-sentences.ts';

/** Where to cut, best first: after a clause, after a word. */
const PLACES = [/[,;:–—]\s+/g, /\s+/g];
/** Cuts are looked for in the middle half only, so that halving comes to an end soon. */
const MARGIN_SHARE = 0.25;

/** Halves a stretch of text, at a clause or word if there is one, until every piece `fits`. */
export function cutLongText(text: string, span: SentenceSpan, fits: (piece: string) => boolean): SentenceSpan[] {
  const piece = text.slice(span.start, span.end);
  if (piece.length < 2 || fits(piece)) return [span];
  const cut = cutNearMiddle(piece);
  const left = trimSpan(text, span.start, span.start + cut);
  const right = trimSpan(text, span.start + cut, span.end);
  return [left, right].flatMap((half) => (half.start < half.end ? cutLongText(text, half, fits) : []));
}

function cutNearMiddle(piece: string): number {
  const middle = piece.length / 2;
  for (const place of PLACES) {
    const cuts = [...piece.matchAll(place)].map((match) => match.index + match[0].length);
    const nearest = cuts.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).at(0);
    if (nearest !== undefined && Math.abs(nearest - middle) <= middle - piece.length * MARGIN_SHARE) return nearest;
  }
  const half = Math.floor(middle);
  const splitsPair = /[\uDC00-\uDFFF]/.test(piece.charAt(half));
  return splitsPair ? half + 1 : half;
}

function trimSpan(text: string, start: number, end: number): SentenceSpan {
  const piece = text.slice(start, end);
  return { start: start + piece.length - piece.trimStart().length, end: start + piece.trimEnd().length };
}
