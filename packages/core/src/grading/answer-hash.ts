import { createHash } from 'node:crypto';
import type { QuestionType } from '@lectern/contract';
import type { AnswerValue } from '@lectern/db';

/**
 * What two answers have in common that are the same: choices in any order; of text white space and the way letters are encoded. In
 * programs white space at the beginning of lines has a meaning. Case stays, which in some subjects is the difference between right
 * and wrong, and so do characters that nobody sees: they are not to share the grade of an honest answer.
 */
function normalizeAnswer(type: QuestionType, value: AnswerValue): string {
  if ('chosen' in value) return [...new Set(value.chosen)].toSorted((a, b) => a - b).join(',');
  const text = value.text.normalize('NFC').replaceAll(/\r\n?/gu, '\n');
  if (type === 'coding') return text.replaceAll(/[ \t]+$/gmu, '').replaceAll(/^\n+|\n+$/gu, '');
  return text.replaceAll(/\s+/gu, ' ').trim();
}

/** SHA-256 of the normalised answer, hex. What was left blank is one answer, in whichever way it was. */
export function hashAnswer(type: QuestionType, value: AnswerValue | null): string {
  const given = value === null || isBlank(value) ? 'none\n' : `${'chosen' in value ? 'chosen' : 'text'}\n${normalizeAnswer(type, value)}`;
  return createHash('sha256').update(given).digest('hex');
}

/** Whether nothing was answered: white space and characters that nobody sees are nothing. */
export function isBlank(value: AnswerValue | null): boolean {
  if (value === null) return true;
  return 'chosen' in value ? value.chosen.length === 0 : !/[^\p{Z}\p{C}]/u.test(value.text);
}
