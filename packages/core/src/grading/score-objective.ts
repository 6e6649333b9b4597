import type { QuestionType } from '@lectern/contract';
import type { AnswerValue, AskedContent, QuestionOption } from '@lectern/db';
import { isBlank } from './answer-hash.ts';
import { rubricOf } from './default-rubric.ts';

/** Points as they are counted by the question itself; what a test makes of them is `scoreOf`. */
export interface Points {
  earned: number;
  possible: number;
}

/** Scored at once, by comparing with the key. */
export function isObjective(type: QuestionType): boolean {
  return type !== 'short_answer' && type !== 'coding';
}

/**
 * Measures an answer by a key. `asked` is the question as the student saw it, whose options the answer names; `basis` the version
 * whose key counts, which may be a later one. Of several right options each chosen one is a point, and the wrong ones together take
 * away as much as there are points: whoever chooses everything earns nothing. All else is right or wrong. What was not answered is
 * nothing, of every type.
 */
export function scoreObjective(asked: AskedContent, basis: AskedContent, value: AnswerValue | null): Points {
  if (basis.type === 'multiple_choice') return scoreSeveral(asked, basis, value);
  const possible = possibleOf(basis);
  if (value === null || isBlank(value)) return { earned: 0, possible };
  if ('text' in value) return { earned: isAccepted(basis, value.text) ? possible : 0, possible };
  const keyed = keyedOptions(asked.options, basis.options);
  const chosen = [...new Set(value.chosen)].map((place) => keyed[place]?.correct ?? false);
  return { earned: chosen.length === 1 && chosen[0] === true ? possible : 0, possible };
}

/** By the options that were asked: one that a later version has besides could not be chosen. */
function scoreSeveral(asked: AskedContent, basis: AskedContent, value: AnswerValue | null): Points {
  const keyed = keyedOptions(asked.options, basis.options).map((option) => option?.correct ?? false);
  const rights = keyed.filter(Boolean).length;
  const wrongs = keyed.length - rights;
  const possible = Math.max(1, rights);
  const chosen = new Set(value !== null && 'chosen' in value ? value.chosen : []);
  const hits = keyed.filter((right, place) => right && chosen.has(place)).length;
  const misses = chosen.size - hits;
  return { earned: Math.max(0, hits - (misses * rights) / Math.max(1, wrongs)), possible };
}

/** Of free answers what the criteria add up to. */
export function possibleOf(content: Pick<AskedContent, 'type' | 'options' | 'rubric' | 'reasoningRubric'>): number {
  const { type, options } = content;
  if (type === 'multiple_choice') return Math.max(1, options.filter(({ correct }) => correct).length);
  return isObjective(type) ? 1 : sumOf(rubricOf(content, 'answer'));
}

export function sumOf(rubric: readonly { points: number }[]): number {
  return rubric.reduce((sum, { points }) => sum + points, 0);
}

/**
 * What a version says of the options that were asked, in their order: by their text, since a later version may have them in another
 * order. Where only a text was mended, by its place: if no other option has that place by its text, and what was right stayed right.
 * Undefined: it has no such option any more.
 */
export function keyedOptions(asked: readonly QuestionOption[], basis: readonly QuestionOption[]): (QuestionOption | undefined)[] {
  const texts = new Set(asked.map(({ text }) => text));
  return asked.map(({ text, correct }, place) => {
    const same = basis.find((option) => option.text === text);
    if (same || asked.length !== basis.length) return same;
    const there = basis[place];
    return there && !texts.has(there.text) && there.correct === correct ? there : undefined;
  });
}

function isAccepted({ answer, accepted }: AskedContent, text: string): boolean {
  const given = gapText(text);
  return [answer, ...accepted].some((spelling) => spelling.trim() === text.trim() || (given !== '' && gapText(spelling) === given));
}

/** Ends that belong to the sentence and not to the word. */
const sentenceMarks = /^["'„“”«»‹›]+|["'„“”«»‹›.!?,;:…]+$/gu;

/**
 * What a gap is compared by: in any case, with any white space, quotation marks, and forms of letters and signs that keyboards differ in. All
 * other signs stay, also powers: `-5` is not `5`, `!=` is not `==`, and `10²` is not `102`.
 */
function gapText(text: string): string {
  return (
    text
      .normalize('NFC')
      // Full-width forms, as some keyboards write them.
      .replaceAll(/[\u{ff01}-\u{ff5e}]/gu, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xfee0))
      .replaceAll(/[‐‑‒–—−]/gu, '-')
      .replaceAll(/[‘’‛`´]/gu, "'")
      // Upper case first: it has one form for ß and ss.
      .toUpperCase()
      .toLowerCase()
      .replaceAll(/\s+/gu, ' ')
      .trim()
      .replaceAll(sentenceMarks, '')
      // "well-known" and "well known"; but "x-y" is a difference.
      .replaceAll(/(?<=\p{L}{2})-(?=\p{L}{2})/gu, ' ')
      .trim()
  );
}
