import { titleKeys } from './text/bookmark-headings.ts';

/**
 * Chunks that stand for a section: about 1,000 tokens, so that one call reads five sections in some five thousand. Chunks end
 * with sentences, so nothing is cut in the middle of one.
 */
const chunksPerSection = 5;

interface SectionPlace {
  title: string;
  chunkFrom: number;
  chunkTo: number;
}

/** Ordinals of the chunks that stand for a section: all, or the first and others spread evenly over the rest. */
export function chosenChunks({ chunkFrom, chunkTo }: SectionPlace): number[] {
  const count = chunkTo - chunkFrom + 1;
  const chosen = Math.min(count, chunksPerSection);
  return Array.from({ length: chosen }, (_, i) => chunkFrom + Math.floor((i * count) / chosen));
}

/** The text of a section from its chosen chunks; of those at its borders only what stands under its own heading. */
export function sectionText(section: SectionPlace, next: SectionPlace | undefined, chunks: ReadonlyMap<number, string>): string {
  const parts = chosenChunks(section).map((ordinal) => {
    const lines = (chunks.get(ordinal) ?? '').split('\n');
    const from = ordinal === section.chunkFrom ? Math.max(0, lineOf(lines, section.title, 0)) : 0;
    const end = ordinal === next?.chunkFrom ? lineOf(lines, next.title, from + 1) : -1;
    return lines.slice(from, end < 0 ? undefined : end).join('\n');
  });
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Index of the line that is the title, from `start` on; -1 if there is none. */
function lineOf(lines: readonly string[], title: string, start: number): number {
  const keys = titleKeys(title);
  return lines.findIndex((line, at) => at >= start && titleKeys(line).some((key) => keys.includes(key)));
}
