import { endsInAbbreviation } from './abbreviations.ts';
import { BULLET, UNSPACED } from './characters.ts';
import type { Line } from './page-lines.ts';

const BULLETED = new RegExp(`^(?:${BULLET.source}|[-–—*·o]\\s(?=\\S))`, 'u');
const ENUMERATED = /^(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|\([A-Z]\)|[A-Z]\)|\(?[ivx]{1,5}[.)])\s+\S/u;
const SENTENCE_END = /[.!?…:;。！？؟।۔][\])"'”’»]*$/u;
/** The next word would have fitted with this much of the width to spare, letters being of different widths. */
const FULL_SHARE = 0.88;

export function isListItem(text: string): boolean {
  return BULLETED.test(text) || ENUMERATED.test(text);
}

/** Ends as a sentence or a lead-in does. */
export function endsSentence(text: string, next = ''): boolean {
  return SENTENCE_END.test(text) && !(text.endsWith('.') && endsInAbbreviation(text, next));
}

/** A line that was ended on purpose: the next line's first word would have fitted into it. */
export function isShort(line: Line, next: Line): boolean {
  const [firstWord = ''] = next.text.split(/\s/, 1);
  const needed = UNSPACED.test(firstWord) ? 1 : firstWord.length + 1;
  return line.text.length + needed < line.pageWidth * FULL_SHARE;
}

const CODE_SHAPES: readonly RegExp[] = [
  /^(?:>>>|\.\.\.|\$|#include|#!|\/\/|\/\*|<\/?\w+[ >])/,
  /[;{}]$/,
  /^(?:def|class|function|switch|public|private|void)\s+[\w(].*[:({]$/,
  /^(?:for\b.*\bin\b.*:|(?:for|while|if|elif|with)\b.*[=<>!()[\]"'].*[:{])$/,
  /^(?:else|try|finally|do)\b\s*[:{]$/,
  /^(?:return|import|from|raise|assert|yield|await|print|printf|console\.log)\b[ (][\w"'.([]*[^.?!]*[)\w\]"']$/,
  /^(?:break|continue|pass|end|endif)$/,
  /^[\w.[\]"']+(?:, ?[\w.]+)* (?:[-+*/%|&]?=|:=) \S[^.?!]*$/,
  /^[\w.]+\([^)]*\)$/,
];
const NUMBER = /^[-+~≈<>$€£(]*\d[\d.,:/%°–-]*\)?$/;
const MIN_NUMBERS = 2;
const NUMBERS_SHARE = 0.25;
/** Longer lines are not program text, and patterns take long for them. */
const MAX_CODE = 300;
const PROSE = /(?:\p{L}{2,} ){5}/u;

/** A line of program text; where in doubt prose. */
export function isCode(text: string): boolean {
  if (text.length > MAX_CODE || PROSE.test(text.replace(/"[^"]*"|'[^']*'|#.*$/g, ''))) return false;
  return CODE_SHAPES.some((shape) => shape.test(text));
}

/** Mostly numbers, as the rows of a table are where the reader saw no gaps between the cells. */
export function isRowOfNumbers(text: string): boolean {
  const words = text.split(/\s+/);
  const numbers = words.filter((word) => NUMBER.test(word)).length;
  return numbers >= MIN_NUMBERS && numbers >= words.length * NUMBERS_SHARE && !PROSE.test(text);
}
