import { blocksOf } from './blocks.ts';
import type { Bookmarks } from './bookmark-headings.ts';
import { countTokens } from './count-tokens.ts';
import { detectLanguage } from './detect-language.ts';
import { findHeadings } from './headings.ts';
import { addWords, createHyphenMender } from './hyphenation.ts';
import { linesOf } from './page-lines.ts';
import type { PageText } from './page-text.ts';
import { packUnits } from './pack-units.ts';
import { createSentenceSplitter } from './split-sentences.ts';
import { createTurns } from './take-turns.ts';
import { unitsOfBlock, type Unit } from './units.ts';

/** A sentence, a heading, or a line of a table or listing, as it stands in the chunk. */
export interface ChunkSentence {
  kind: Unit['kind'];
  text: string;
  /** 1-based. A quote must lie on one page: `page === pageTo`. */
  page: number;
  pageTo: number;
  /** Of a heading, from 0, the outermost. */
  level: number | undefined;
}

/** A passage of a document. */
export interface Chunk {
  /** From 0, without gaps. */
  ordinal: number;
  text: string;
  pageFrom: number;
  pageTo: number;
  /** The heading that the passage begins with or stands under. */
  heading: string | undefined;
  /** o200k_base tokens of `text`; at most `maxTokens`. */
  tokens: number;
  /** What `text` consists of, in order. Each one on a single page is found there by `findQuote`. */
  sentences: readonly ChunkSentence[];
}

export interface ChunkOptions {
  bookmarks?: Bookmarks;
  targetTokens?: number;
  maxTokens?: number;
  /** Sentences of the passage before that are repeated at the beginning, within one section. */
  overlapSentences?: 0 | 1;
  /** ISO 639-1; detected if absent. */
  language?: string;
  signal?: AbortSignal;
}

/**
 * Cuts the text of a document (running lines already stripped, see `stripRunningLines`) into passages that begin at headings and
 * end with sentences. Every page's text is in exactly one chunk, apart from the overlap. Line ends and hyphens at them are mended
 * across lines and pages. Throws only the signal's reason.
 */
export async function chunkPages(pages: readonly PageText[], options: ChunkOptions = {}): Promise<Chunk[]> {
  const { targetTokens = 220, maxTokens = 320, overlapSentences = 0 } = options;
  // Two thousand pages take seconds.
  const takeTurn = createTurns(options.signal);
  const units = await unitsOf(pages, { ...options, maxTokens }, takeTurn);
  const chunks: Chunk[] = [];
  let before: readonly Unit[] = [];
  for (const pack of packUnits(units, { targetTokens, maxTokens })) {
    for (const part of splitOversized(pack, maxTokens)) {
      chunks.push(toChunk(overlapSentences ? withOverlap(before, part, maxTokens) : part, chunks.length));
      before = part;
    }
    await takeTurn();
  }
  return chunks;
}

async function unitsOf(
  pages: readonly PageText[],
  { bookmarks = [], language, maxTokens }: ChunkOptions & { maxTokens: number },
  takeTurn: () => Promise<void> | undefined,
): Promise<Unit[]> {
  const lines = linesOf(pages);
  const vocabulary = new Set<string>();
  for (const { text } of lines) {
    addWords(vocabulary, text);
    await takeTurn();
  }
  const headings = findHeadings(lines, bookmarks);
  await takeTurn();
  const mendHyphen = createHyphenMender(vocabulary);
  const splitSentences = createSentenceSplitter(language ?? detectLanguage(pages.map(({ text }) => text).join('\n')));
  const units: Unit[] = [];
  for (const block of blocksOf(lines, headings)) {
    for (const unit of unitsOfBlock(block, units.at(-1), { maxTokens, mendHyphen, splitSentences })) units.push(unit);
    await takeTurn();
  }
  return units;
}

/** Tokens of a whole may, very rarely, be more than those of its parts. */
function splitOversized(pack: Unit[], maxTokens: number): Unit[][] {
  if (pack.length < 2 || countTokens(textOf(pack)) <= maxTokens) return [pack];
  const half = Math.ceil(pack.length / 2);
  return [pack.slice(0, half), pack.slice(half)].flatMap((part) => splitOversized(part, maxTokens));
}

function withOverlap(before: readonly Unit[], pack: Unit[], maxTokens: number): Unit[] {
  const last = before.at(-1);
  if (last?.kind !== 'sentence' || pack[0]?.kind === 'heading' || pack[0]?.heading !== last.heading) return pack;
  const overlapped = [last, ...pack];
  return countTokens(textOf(overlapped)) <= maxTokens ? overlapped : pack;
}

function textOf(units: readonly Unit[]): string {
  return units.map(({ glue, text }, i) => (i === 0 ? text : glue + text)).join('');
}

function toChunk(units: readonly Unit[], ordinal: number): Chunk {
  const text = textOf(units);
  return {
    ordinal,
    text,
    pageFrom: units[0]?.page ?? 0,
    pageTo: Math.max(...units.map((unit) => unit.pageTo)),
    heading: units[0]?.heading,
    tokens: countTokens(text),
    sentences: units.map(({ kind, text: sentence, page, pageTo, level }) => ({ kind, text: sentence, page, pageTo, level })),
  };
}
