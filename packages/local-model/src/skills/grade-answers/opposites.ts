import type { Word } from './answer-text.ts';
import { oppositesOf } from './opposite-words.ts';
import type { Wanted } from './wanted.ts';

/** Whether words say the opposite of what is wanted: the other word of a pair in place of the one, or both in the other order. */
export function opposes(words: readonly Word[], { terms, order }: Wanted): boolean {
  const said = words.map(({ form }) => form);
  return order.some((form, place) => {
    const at = said.indexOf(form);
    return oppositesOf(form).some((other) => {
      const otherAt = said.indexOf(other);
      const otherPlace = order.indexOf(other);
      if (otherAt < 0 || (otherPlace >= 0 && otherPlace < place)) return false;
      // A word of the question proves nothing by itself, but the order of two does.
      if (!terms.has(form) && (otherPlace < 0 || at < 0)) return false;
      return at < 0 || (otherPlace >= 0 && otherAt < at);
    });
  });
}
