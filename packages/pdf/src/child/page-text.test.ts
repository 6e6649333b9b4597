import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.js';
import { describe, expect, it } from 'vitest';
import { pageText } from './page-text.ts';

const SIZE = 10;

interface Drawn extends Partial<TextItem> {
  x?: number;
  y?: number;
}

/** As pdf.js gives it: letters 5 points wide, lines that end where `y` changes. */
function contentOf(drawn: readonly (Drawn & { str: string })[]): TextContent {
  const items = drawn.map(({ x = 0, y = 0, ...item }, i) => ({
    dir: 'ltr',
    width: item.str.length * 5,
    height: SIZE,
    fontName: 'f1',
    hasEOL: (drawn[i + 1]?.y ?? y) !== y,
    transform: [SIZE, 0, 0, SIZE, x, y],
    ...item,
  }));
  return { items, styles: Object.create(null), lang: null };
}

function linesAt(...ys: readonly number[]): TextContent {
  return contentOf(ys.map((y, i) => ({ str: `line ${i + 1}`, y })));
}

describe('a page’s text', () => {
  it('has an empty line where the page has a gap', () => {
    expect(pageText(linesAt(700, 688, 676, 650, 638))).toBe('line 1\nline 2\nline 3\n\nline 4\nline 5');
  });

  it('has none where all lines are equally far apart, however far', () => {
    expect(pageText(linesAt(700, 676, 652, 628))).toBe('line 1\nline 2\nline 3\nline 4');
  });

  it('has an empty line where it goes on in the next column', () => {
    expect(pageText(linesAt(100, 88, 700, 688))).toBe('line 1\nline 2\n\nline 3\nline 4');
  });

  it('parts cells by tabs and keeps the rows of a table together', () => {
    const row = (y: number, ...cells: string[]): (Drawn & { str: string })[] => cells.map((str, i) => ({ str, x: i * 100, y }));
    const content = contentOf([
      ...row(700, 'Place', 'Rain'),
      ...row(680, 'Bergen', '2250'),
      { str: 'and so', y: 640 },
      { str: 'on', y: 628 },
    ]);
    expect(pageText(content)).toBe('Place\tRain\nBergen\t2250\n\nand so\non');
  });

  it('does not take a bullet or a number for a cell', () => {
    expect(pageText(contentOf([{ str: '•' }, { str: 'in the sea', x: 30 }]))).toBe('• in the sea');
    expect(pageText(contentOf([{ str: '2.3' }, { str: 'Rivers', x: 40 }]))).toBe('2.3 Rivers');
  });

  it('joins what only a change of the font parts, and puts spaces where they are', () => {
    const content = contentOf([{ str: 'e' }, { str: 'ff', x: 5 }, { str: 'ect', x: 15 }, { str: ' ', x: 30 }, { str: 'of rain', x: 34 }]);
    expect(pageText(content)).toBe('effect of rain');
  });

  it('shows once what was printed twice to look bold', () => {
    expect(pageText(contentOf([{ str: 'Rivers' }, { str: 'Rivers', x: 0.4 }]))).toBe('Rivers');
  });

  it('has no cells in lines written from right to left', () => {
    const content = contentOf([
      { str: 'الماء', x: 200, dir: 'rtl' },
      { str: ' ', x: 190 },
      { str: 'يتبخر', x: 20, dir: 'rtl' },
    ]);
    expect(pageText(content)).toBe('الماء يتبخر');
  });
});
