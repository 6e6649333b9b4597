import type { QuestionType } from '@lectern/contract';
import type { AnswerValue, AskedContent, QuestionOption } from '@lectern/db';
import { plain } from '../questions/fingerprint.ts';
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
 * whose key counts, which may be a later one. Of several right options each chosen one is a point and each wrong one takes a point
 * away; all else is right or wrong. What was not answered is nothing, of every type.
 */
export function scoreObjective(asked: AskedContent, basis: AskedContent, value: AnswerValue | null): Points {
  const possible = possibleOf(basis);
  if (value === null || isBlank(value)) return { earned: 0, possible };
  if ('text' in value) return { earned: isAccepted(basis, value.text) ? possible : 0, possible };
  const chosen = [...new Set(value.chosen)].map((place) => isRight(asked.options, basis.options, place));
  const [hits, misses] = [chosen.filter(Boolean).length, chosen.filter((right) => !right).length];
  if (basis.type !== 'multiple_choice') return { earned: hits === 1 && misses === 0 ? possible : 0, possible };
  return { earned: Math.max(0, Math.min(possible, hits - misses)), possible };
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

function isRight(asked: readonly QuestionOption[], basis: readonly QuestionOption[], place: number): boolean {
  return keyedOption(asked, basis, place)?.correct ?? false;
}

/**
 * What a version says of an option that was asked at a place: by its text, since a later version may have its options in another order;
 * by its place where only the text was mended. Undefined: it has no such option any more.
 */
export function keyedOption(asked: readonly QuestionOption[], basis: readonly QuestionOption[], place: number): QuestionOption | undefined {
  const text = asked[place]?.text;
  if (text === undefined) return undefined;
  return basis.find((option) => option.text === text) ?? (asked.length === basis.length ? basis[place] : undefined);
}

/** In any case and with any white space; of operators and signs exactly. */
function isAccepted({ answer, accepted }: AskedContent, text: string): boolean {
  const given = text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
  return [answer, ...accepted].some((spelling) => {
    if (spelling.trim() === given) return true;
    const words = plain(spelling);
    return words !== '' && words === plain(given);
  });
}
