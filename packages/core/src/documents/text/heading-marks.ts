import { titleKeys, type Bookmarks } from './bookmark-headings.ts';
import type { Chunk } from './chunk-pages.ts';
import { cleanTitle, hasLeaders } from './clean-title.ts';

/** Where a section begins. It ends where the next one of its level, or above, begins. */
export interface Mark {
  title: string;
  /** The last of several that were joined because there were too many. */
  lastTitle?: string;
  /** As bookmarks or numbering have it, from 0; gaps between levels are possible. Of `front` deeper than all others. */
  level: number;
  page: number;
  chunk: number;
  beginsPage: boolean;
  beginsChunk: boolean;
  /** Of its own text, up to the next mark. */
  chars: number;
  /** `front`: the text before the first heading; `left_out`: a table of contents, an index, a list of sources. */
  kind: 'heading' | 'front' | 'left_out';
}

/** Nobody begins with these, and they cannot be summed up. */
const LEFT_OUT =
  /^(?:[\dA-Z]{1,2}\.?\s+)?(?:(?:table of )?contents|(?:list of )?(?:figures|tables)|(?:subject )?index|references|bibliography|works cited|inhalt|inhaltsverzeichnis|abbildungsverzeichnis|literatur(?:verzeichnis)?|stichwortverzeichnis|sommaire|table des matières|bibliographie|índice|bibliografía|referencias|indice|bibliografia|inhoudsopgave|spis treści|содержание)$/iu;

/** The beginnings of all sections, in reading order, by the headings in the text and the bookmarks of pages without any. */
export function headingMarks(chunks: readonly Chunk[], bookmarks: Bookmarks): Mark[] {
  const marks: Mark[] = [{ ...beginning(chunks), title: '', level: Infinity, chars: 0, kind: 'front' }];
  const named = bookmarksByPage(bookmarks);
  const lost = unmatched(chunks, bookmarks);
  let lastPage = 0;
  for (const chunk of chunks) {
    for (const [at, sentence] of chunk.sentences.entries()) {
      const { page } = sentence;
      const place = { page, chunk: chunk.ordinal, beginsPage: page !== lastPage, beginsChunk: at === 0 };
      lastPage = sentence.pageTo;
      while (lost[0] !== undefined && lost[0].page <= page) addMark(marks, lost.shift(), { ...place, beginsPage: true });
      if (sentence.kind === 'heading' && !hasLeaders(sentence.text)) {
        const title = titleOf(sentence, named);
        addMark(marks, { title, level: sentence.level ?? 0 }, place);
      } else {
        const last = marks.at(-1);
        if (last) last.chars += sentence.text.length;
      }
    }
  }
  return marks;
}

type Place = Pick<Mark, 'page' | 'chunk' | 'beginsPage' | 'beginsChunk'>;

function beginning(chunks: readonly Chunk[]): Place {
  return { page: chunks[0]?.pageFrom ?? 1, chunk: 0, beginsPage: true, beginsChunk: true };
}

function addMark(marks: Mark[], heading: { title: string; level: number } | undefined, place: Place): void {
  if (heading === undefined || !/[\p{L}\p{N}]/u.test(heading.title)) return;
  const { title, level } = heading;
  marks.push({ title, level, ...place, chars: 0, kind: LEFT_OUT.test(title) ? 'left_out' : 'heading' });
}

function bookmarksByPage(bookmarks: Bookmarks): Map<number, { title: string; keys: string[] }[]> {
  const byPage = new Map<number, { title: string; keys: string[] }[]>();
  for (const { title, page } of bookmarks) {
    if (page === undefined) continue;
    // Some writers point to the end of the page before.
    for (const near of [page, page + 1]) byPage.set(near, [...(byPage.get(near) ?? []), { title, keys: titleKeys(title) }]);
  }
  return byPage;
}

/** The bookmark's title, where there is one: lines of the text that became part of a heading by mistake are not in it. */
function titleOf({ text, page }: { text: string; page: number }, named: ReturnType<typeof bookmarksByPage>): string {
  const keys = titleKeys(text);
  const bookmark = named.get(page)?.find((one) => one.keys.some((key) => keys.includes(key)));
  return cleanTitle(bookmark?.title ?? text);
}

/** Bookmarks of pages where no heading was found in the text, because it is an image for instance; by page. */
function unmatched(chunks: readonly Chunk[], bookmarks: Bookmarks): { title: string; level: number; page: number }[] {
  const sentences = chunks.flatMap((chunk) => chunk.sentences);
  const withHeading = new Set(sentences.filter(({ kind }) => kind === 'heading').map(({ page }) => page));
  const isFound = (page: number): boolean => withHeading.has(page) || withHeading.has(page + 1);
  return bookmarks
    .flatMap(({ title, depth, page }) => (page === undefined || isFound(page) ? [] : [{ title: cleanTitle(title), level: depth, page }]))
    .sort((a, b) => a.page - b.page);
}
