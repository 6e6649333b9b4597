import type { RejectReason } from '@lectern/contract';
import { dropToldSpellings, hasAnswerInStem } from './answer-in-stem.ts';
import { hasCatchAll } from './catch-all-option.ts';
import { hasGrammaticalGiveaway, openArticles } from './grammar.ts';
import type { Item, Rule } from './item.ts';
import { hasKeyThatStandsOut } from './key-stands-out.ts';
import { emphasiseNegation, hasDoubleNegation } from './negative-stem.ts';
import { hasOptionsAlike } from './options-alike.ts';
import { hasOptionsOfMixedKind } from './options-of-one-kind.ts';
import { refersToText } from './refers-to-text.ts';

/** What is told first is what a writer would have to mend first. */
const rules: readonly Rule[] = [
  refersToText,
  hasAnswerInStem,
  hasOptionsAlike,
  hasCatchAll,
  hasOptionsOfMixedKind,
  hasKeyThatStandsOut,
  hasGrammaticalGiveaway,
  hasDoubleNegation,
];

/** What code can put right without changing what is asked. */
export function mend(item: Item): Item {
  return dropToldSpellings(openArticles(emphasiseNegation(item)));
}

/** The first rule of item writing that a question breaks. */
export function brokenRule(item: Item): RejectReason | undefined {
  for (const rule of rules) {
    const reason = rule(item);
    if (reason) return reason;
  }
  return undefined;
}
