import { describe, expect, it } from 'vitest';
import type { PageText } from './page-text.ts';
import { findRunningLines, stripRunningLines } from './running-lines.ts';

const BODY = ['Water evaporates from the sea.', 'Warm air rises.', 'Clouds form.', 'It rains.', 'Rivers run back to the sea.'];

/** A page whose body no other page shares. */
function bodyOf(page: number): string[] {
  return BODY.map((line, i) => `${line} So it was on day ${String.fromCharCode(65 + page)}${i} of the year.`);
}

function pagesOf(count: number, frame: (page: number) => { top?: string[]; bottom?: string[] }): PageText[] {
  return Array.from({ length: count }, (_, i) => {
    const page = i + 1;
    const { top = [], bottom = [] } = frame(page);
    return { page, text: [...top, ...bodyOf(page), ...bottom].join('\n') };
  });
}

function expectOnlyBodies(pages: PageText[]): void {
  expect(stripRunningLines(pages)).toEqual(pages.map(({ page }) => ({ page, text: bodyOf(page).join('\n') })));
}

function expectUntouched(pages: PageText[]): void {
  expect(stripRunningLines(pages)).toEqual(pages);
}

describe('what is left out', () => {
  it('a header and a page number on every page', () => {
    expectOnlyBodies(pagesOf(10, (page) => ({ top: ['Physical Geography, Grade 8'], bottom: [String(page)] })));
  });

  it('page numbers that begin elsewhere, in words', () => {
    expectOnlyBodies(pagesOf(10, (page) => ({ bottom: [`Page ${page + 40} of 300`] })));
    expectOnlyBodies(pagesOf(10, (page) => ({ bottom: [`- ${page + 2} -`] })));
  });

  it('headers that differ on left and right pages', () => {
    expectOnlyBodies(pagesOf(12, (page) => ({ top: [page % 2 ? `The Water Cycle ${page}` : `${page} Physical Geography`] })));
  });

  it('headers that change with the chapter', () => {
    expectOnlyBodies(
      pagesOf(16, (page) => ({
        top: [`Chapter ${Math.ceil(page / 4)}: ${['Sea', 'Clouds', 'Rain', 'Rivers'][Math.floor((page - 1) / 4)]}`],
      })),
    );
  });

  it('roman page numbers of the front matter', () => {
    const roman = ['i', 'ii', 'iii', 'iv', 'v', 'vi'];
    expectOnlyBodies(pagesOf(12, (page) => ({ bottom: [roman[page - 1] ?? String(page - 6)] })));
  });

  it('numbers that begin anew with each chapter', () => {
    expectOnlyBodies(pagesOf(12, (page) => ({ bottom: [`${Math.ceil(page / 6)}-${((page - 1) % 6) + 1}`] })));
  });

  it('two lines of header, and a footer that the reader puts first', () => {
    expectOnlyBodies(pagesOf(8, (page) => ({ top: [`Page ${page}`, 'Greenfield School', 'Department of Geography'] })));
  });

  it('page numbers of a document of two pages', () => {
    expectOnlyBodies(pagesOf(2, (page) => ({ bottom: [String(page)] })));
  });
});

describe('what stays', () => {
  it('a line that comes back in the middle of pages', () => {
    const pages = Array.from({ length: 8 }, (_, i) => {
      const lines = bodyOf(i + 1);
      return { page: i + 1, text: [...lines.slice(0, 3), 'return x', ...lines.slice(3), ...bodyOf(i + 50)].join('\n') };
    });
    expectUntouched(pages);
  });

  it('the title of the first page, which later pages have as their header', () => {
    const pages = pagesOf(8, (page) => ({
      top: page === 1 ? ['Greenfield School', 'The Water Cycle'] : [page % 2 ? 'Greenfield School' : 'The Water Cycle'],
    }));
    expect(stripRunningLines(pages)[0]?.text).toBe(['The Water Cycle', ...bodyOf(1)].join('\n'));
  });

  it('short pieces of code at the end of pages', () => {
    expectUntouched(pagesOf(8, () => ({ bottom: ['}'] })));
  });

  it('the head of a table that goes on over pages', () => {
    expectUntouched(pagesOf(9, (page) => (page > 3 && page < 8 ? { top: ['Place\tRain\tMonth'] } : {})));
  });

  it('numbers at the edge that do not count the pages', () => {
    expectUntouched(pagesOf(10, (page) => ({ bottom: [String((page * 37) % 11)] })));
  });

  it('everything in documents of one to three pages that are not numbered', () => {
    for (const count of [1, 2]) expectUntouched(pagesOf(count, () => ({ top: ['Exercises'] })));
    expectUntouched(pagesOf(3, (page) => ({ top: page < 3 ? ['Exercises'] : ['Answers'] })));
    expectUntouched(pagesOf(1, () => ({ bottom: ['1'] })));
  });

  it('pages of one line, and empty ones', () => {
    const pages = [
      { page: 1, text: 'Physical Geography' },
      { page: 2, text: '' },
      { page: 3, text: 'The End' },
    ];
    expectUntouched(pages);
  });
});

it('names the lines by their place in the page’s text', () => {
  const pages = pagesOf(5, (page) => ({ top: ['', 'Physical Geography'], bottom: [String(page)] }));
  expect(findRunningLines(pages).map((lines) => [...lines])).toEqual(pages.map(() => [1, 7]));
});
