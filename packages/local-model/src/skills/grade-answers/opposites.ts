import type { Word } from './answer-text.ts';
import type { Wanted } from './wanted.ts';
import { formOf } from './word-forms.ts';

const pairs = `high low,increase decrease,rise fall,large small,hot cool,warm cool,fast slow,long short,left right,first last,
positive negative,true false,inside outside,above below,before after,gain lose,absorb release,start end,always never,open close,input output,
up down,north south,east west,public private,mutable immutable,same different,add remove,strong weak,rigid flexible,large small,
maximum minimum,upper lower,ascending descending,even odd,horizontal vertical,liquid gas,acid base,expand contract,enter leave,
hoch niedrig,groß klein,warm kalt,haut bas,alto bajo`;

const opposites = new Map<string, Set<string>>();
for (const pair of pairs.split(/,\s*/u)) {
  const [one = '', other = ''] = pair.split(' ').map(formOf);
  opposites.set(one, (opposites.get(one) ?? new Set()).add(other));
  opposites.set(other, (opposites.get(other) ?? new Set()).add(one));
}

/** Whether words say the opposite of what is wanted: the other word of a pair in place of the one, or both in the other order. */
export function opposes(words: readonly Word[], { terms, order }: Wanted): boolean {
  const said = words.map(({ form }) => form);
  return order.some((form, place) => {
    if (!terms.has(form)) return false;
    const at = said.indexOf(form);
    return [...(opposites.get(form) ?? [])].some((other) => {
      const otherAt = said.indexOf(other);
      const otherPlace = order.indexOf(other);
      if (otherAt < 0 || (otherPlace >= 0 && otherPlace < place)) return false;
      return at < 0 || (otherPlace >= 0 && otherAt < at);
    });
  });
}
