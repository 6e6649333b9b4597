import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

/** Tokens of a text in o200k_base. What looks like a special token in a document is plain text. */
export function countTokens(text: string): number {
  return count(text, { allowedSpecial: new Set(), disallowedSpecial: new Set() });
}
