/** A run of text that belongs together: a paragraph, a list item, or a line that stands alone (heading, caption, cell). */
export interface Block {
  kind: 'prose' | 'item' | 'label';
  /** One line: white space collapsed, hyphenation at line ends undone. */
  text: string;
  /** For each character of `text` its index in the passage. */
  origin: number[];
}

interface Line {
  text: string;
  start: number;
  /** Length of the list marker and the white space before the line's own words. */
  indent: number;
  marked: boolean;
}

const marker = /^\s*(?:[•◦▪‣●○■□✓➢\-–—*]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。]/u;
const terminal = /[.!?:;。！？]["'”’)\]]*$/u;
const invisible = /[\u200b-\u200d\u2060\ufeff\u00ad]/u;

function readLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const mark = marker.exec(raw);
    const indent = mark ? mark[0].length : raw.length - raw.trimStart().length;
    lines.push({ text: raw, start, indent, marked: mark !== null });
    start += raw.length + 1;
  }
  return lines;
}

/** The width at which the text was wrapped: nearly the longest line, so that one odd line does not decide. */
function wrapWidth(lines: readonly Line[]): number {
  const lengths = lines.map((line) => line.text.trim().length).filter((length) => length > 20);
  lengths.sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length * 0.9)] ?? 80;
}

/** No page is set this wide: longer lines are paragraphs whose lines were joined before, and each stands for itself. */
const widestPage = 160;

/** Whether the line stopped although the next line's first word would have fit. */
function endedEarly(own: string, following: string, width: number): boolean {
  const firstWord = following.split(/\s/u, 1)[0] ?? '';
  return own.length + 1 + firstWord.length <= width - 2;
}

function looksLikeHeading(line: string, following: string, width: number): boolean {
  return line.length < width * 0.6 && /^\p{Lu}/u.test(line) && !terminal.test(line) && endedEarly(line, following, width);
}

/** Whether `next` goes on with the paragraph that `line` ends on: it does where the line was full, or broke off in mid-sentence. */
function continues(line: Line, next: Line, afterNext: Line | undefined, width: number): boolean {
  const own = line.text.trim();
  const following = next.text.trim();
  if (own === '' || following === '' || next.marked || next.text.includes('\t') || line.text.includes('\t')) return false;
  if (width > widestPage) return false;
  if (/\p{L}-$/u.test(own) && /^\p{Ll}/u.test(following)) return true;
  if (endedEarly(own, following, width)) return !terminal.test(own) && /^\p{Ll}/u.test(following) && own.length > width / 2;
  return !(terminal.test(own) && looksLikeHeading(following, afterNext?.text.trim() ?? '', width));
}

/** Whether a lower-case word is in the language's lexicon. */
type WordTest = (word: string) => boolean;

class BlockBuilder {
  private text = '';
  private readonly origin: number[] = [];
  private readonly passage: string;
  private readonly isWord: WordTest | undefined;

  constructor(passage: string, isWord: WordTest | undefined) {
    this.passage = passage;
    this.isWord = isWord;
  }

  addLine(line: Line): void {
    const from = line.start + line.indent;
    const hyphenated = /\p{L}-$/u.test(this.text) && /^\p{Ll}/u.test(this.passage.slice(from));
    if (hyphenated) {
      if (!this.keepsHyphen(from)) this.dropLast();
    } else if (this.text !== '' && !(unspaced.test(this.text.slice(-1)) && unspaced.test(this.passage.charAt(from)))) {
      this.push(' ', from - 1);
    }
    for (let index = from; index < line.start + line.text.length; index += 1) this.addChar(index);
  }

  finish(kind: Block['kind']): Block {
    const trimmed = this.text.trimEnd();
    return { kind, text: trimmed, origin: this.origin.slice(0, trimmed.length) };
  }

  private addChar(index: number): void {
    const char = this.passage[index] ?? '';
    if (invisible.test(char)) return;
    if (!/\s/u.test(char)) this.push(char, index);
    else if (!this.text.endsWith(' ')) this.push(' ', index);
  }

  private dropLast(): void {
    this.text = this.text.slice(0, -1);
    this.origin.pop();
  }

  private push(char: string, index: number): void {
    this.text += char;
    this.origin.push(index);
  }

  /** `decision-` + `making` stays `decision-making` where the passage writes it so elsewhere, or no such word is known without it. */
  private keepsHyphen(from: number): boolean {
    const before = /\p{L}+-$/u.exec(this.text)?.[0] ?? '';
    const after = /^\p{L}+/u.exec(this.passage.slice(from, from + 40))?.[0] ?? '';
    if (this.passage.includes(before + after)) return true;
    const [first, second, whole] = [before.slice(0, -1), after, before.slice(0, -1) + after].map((word) => word.toLowerCase());
    const known = this.isWord;
    return known !== undefined && !known(whole ?? '') && known(first ?? '') && known(second ?? '');
  }
}

function kindOf(lines: readonly Line[], text: string): Block['kind'] {
  if (lines[0]?.marked === true) return 'item';
  return terminal.test(text) || text.split(' ').length > 12 ? 'prose' : 'label';
}

/** Cuts a passage, as it comes out of a PDF with its line breaks, into blocks. Rows of tables (tabs) are left out. `isWord` helps with hyphens. */
export function cutIntoBlocks(passage: string, isWord?: WordTest): Block[] {
  const lines = readLines(passage);
  const width = wrapWidth(lines);
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = lines[index];
    if (!first || first.text.trim() === '' || first.text.includes('\t')) continue;
    const group = [first];
    let last = first;
    for (let next = lines[index + 1]; next && continues(last, next, lines[index + 2], width); next = lines[index + 1]) {
      group.push(next);
      last = next;
      index += 1;
    }
    const builder = new BlockBuilder(passage, isWord);
    for (const line of group) builder.addLine(line);
    const draft = builder.finish('prose');
    if (draft.text !== '') blocks.push({ ...draft, kind: kindOf(group, draft.text) });
  }
  return blocks;
}
