import type { BloomLevel, Difficulty, QuestionType } from '@lectern/contract';
import type { WrittenQuestion } from '../prompt.ts';
import { hasOwnOptions, type Item } from './item.ts';
import { isOtherLanguage, languageCode } from './language.ts';

/** What the questions of a call were to be. */
export interface AskedFor {
  types: readonly QuestionType[];
  difficulty?: Difficulty | undefined;
  bloom?: BloomLevel | undefined;
  /** ISO 639-1. */
  language?: string | undefined;
}

/** By what the question says of itself; its text is looked at by `isInLanguage`. */
export function isAsAsked(written: WrittenQuestion, asked: AskedFor): boolean {
  const language = languageCode(written.language);
  return (
    asked.types.includes(written.type) &&
    (asked.difficulty === undefined || asked.difficulty === written.difficulty) &&
    (asked.bloom === undefined || asked.bloom === written.bloom) &&
    (asked.language === undefined || language === undefined || language === asked.language)
  );
}

/** By what a student reads; code is in no language. */
export function isInLanguage(item: Item, language: string): boolean {
  if (item.type === 'coding') return true;
  const texts = [item.stem, ...(hasOwnOptions(item) ? item.options.map(({ text }) => text) : [])];
  return !isOtherLanguage(texts.join('\n'), language);
}
