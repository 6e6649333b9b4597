import type { QuestionType } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { contentWords, coverage, newWords, plain } from './fingerprint.ts';

/** What of a question its reader sees, and its key. */
interface ReadQuestion {
  type: QuestionType;
  stem: string;
  options: readonly QuestionOption[];
  answer: string;
  accepted: readonly string[];
}

/** So much of what the one asks must stand in the other for its key to be recognised there. */
const toldShare = 0.65;
/** A question of fewer words of meaning ("What is a loop?") has them in common with half of its subject. */
const leastWords = 2;

/**
 * Whether who reads `a` knows the answer of `b`: the key of `b` stands in the stem of `a` beside most of what `b` asks. What
 * options say is not told, since most of it is wrong. Asked for each pair of a set, so the cheap question comes first.
 */
export function givesAway(a: Pick<ReadQuestion, 'stem'>, b: ReadQuestion): boolean {
  const keys = keysToTell(b);
  if (keys.length === 0) return false;
  const lower = a.stem.toLowerCase();
  if (!keys.every((spellings) => spellings.some((key) => lower.includes(key.toLowerCase())))) return false;
  const words = ` ${plain(a.stem)} `;
  if (!keys.every((spellings) => spellings.some((key) => canBeTold(key) && words.includes(` ${plain(key)} `)))) return false;
  const asked = newWords(contentWords(b.stem), contentWords(keys.flat().join(' ')));
  return asked.size >= leastWords && coverage(asked, contentWords(a.stem)) >= toldShare;
}

/** Of each thing to be known the spellings, one of which would tell it. Truth and programs cannot be told by a stem. */
function keysToTell({ type, options, answer, accepted }: ReadQuestion): string[][] {
  if (type === 'true_false' || type === 'coding') return [];
  const keys = options.filter((option) => option.correct).map(({ text }) => [text]);
  return keys.length > 0 ? keys : [[answer, ...accepted]];
}

/** Of a sign or a single letter nobody knows what it stands for. */
function canBeTold(key: string): boolean {
  return plain(key).length > 1;
}
