import type { TextContent } from 'pdfjs-dist/types/src/display/api.js';
import { cleanPageText } from './clean-text.ts';
import { layoutLines, type LayoutLine } from './layout-lines.ts';

/** Of the distances between lines, the one that is taken for usual: below the middle, since gaps make some of them larger. */
const USUAL_PERCENTILE = 0.35;
/** So much more than usual is a gap between paragraphs. */
const GAP = 1.3;
/** Larger ones (in font sizes) say nothing about how far lines are apart. */
const MAX_SPACING = 3;

/**
 * A page's text: one line for each on the page, tabs between the cells of a table, and an empty line where the page has a gap or
 * goes on in another column. pdf-parse's own `getText` tells neither gaps nor most cells.
 */
export function pageText(content: TextContent): string {
  const lines = layoutLines(content);
  const spacings = lines.map((line, i) => spacing(lines[i - 1], line));
  const usual = usualSpacing(spacings);
  const isAfterGap = (i: number): boolean => {
    const own = spacings[i];
    if (own === undefined || areRows(lines[i - 1], lines[i], own)) return false;
    return own < 0 || own > usual * GAP;
  };
  return cleanPageText(lines.map(({ text }, i) => (isAfterGap(i) ? `\n${text}` : text)).join('\n'));
}

/** From baseline to baseline, in font sizes; negative if the next line is higher up. */
function spacing(before: LayoutLine | undefined, line: LayoutLine): number | undefined {
  if (before === undefined) return undefined;
  return (before.y - line.y) / Math.max(before.size, line.size, 1);
}

/** Rows of a table stand further apart than lines, and belong together all the same. */
function areRows(before: LayoutLine | undefined, line: LayoutLine | undefined, spaced: number): boolean {
  return spaced > 0 && spaced < MAX_SPACING && before?.text.includes('\t') === true && line?.text.includes('\t') === true;
}

function usualSpacing(spacings: readonly (number | undefined)[]): number {
  const plausible = spacings
    .filter((value) => value !== undefined && value > 0.5 && value < MAX_SPACING)
    .toSorted((a, b) => (a ?? 0) - (b ?? 0));
  return plausible[Math.floor(plausible.length * USUAL_PERCENTILE)] ?? MAX_SPACING;
}
